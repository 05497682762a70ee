import type BayesClassifier from 'natural/lib/natural/classifiers/bayes_classifier.js';
import type { LabelledQuestion } from '../../../knowledge/files/csv.js';
import type { Article } from '../../../src/core/article.js';

/** Something that finds an article for a question, trained. */
export interface TrainedPeer {
  answer(question: string): string | undefined | Promise<string | undefined>;
  /** What it would be on disk: its own export, or the JSON of itself, in bytes. */
  size(): number;
}

/** Something that Firstline is measured beside. */
export interface Peer {
  readonly name: string;
  /** How it is used. */
  readonly how: string;
  train(phrasings: readonly LabelledQuestion[], articles: readonly Article[]): Promise<TrainedPeer>;
}

/** All of them, by key; each is loaded only where it is measured. `dist`: of the package that is measured. */
export function peers(dist: string): Readonly<Record<string, Peer>> {
  return {
    firstline: {
      name: 'Firstline',
      how: 'search() as a turn calls it, triage and calibrated confidences included',
      async train(_, articles) {
        const [{ trainModel }, { serve }, { encodeModel }] = await Promise.all([
          import(`${dist}/knowledge/serving/model.js`) as Promise<
            typeof import('../../../knowledge/serving/model.js')
          >,
          import(`${dist}/knowledge/serving/search.js`) as Promise<
            typeof import('../../../knowledge/serving/search.js')
          >,
          import(`${dist}/knowledge/serving/model-file.js`) as Promise<
            typeof import('../../../knowledge/serving/model-file.js')
          >,
        ]);
        const model = trainModel(articles);
        const knowledge = serve(model);
        const audiences = [...new Set(articles.map(({ audience }) => audience))];
        return {
          answer: (text) => knowledge.search({ text, audiences, starters: true }).candidates[0]?.article,
          size: () => encodeModel(model).byteLength,
        };
      },
    },
    bayes: {
      name: 'natural, Bayes',
      how: 'BayesClassifier with its Porter stemmer',
      async train(phrasings) {
        const { default: Classifier } = await import('natural/lib/natural/classifiers/bayes_classifier.js');
        return learnt(new Classifier(), phrasings);
      },
    },
    logistic: {
      name: 'natural, logistic regression',
      how: 'LogisticRegressionClassifier with its Porter stemmer',
      async train(phrasings) {
        const { default: Classifier } = await import(
          'natural/lib/natural/classifiers/logistic_regression_classifier.js'
        );
        return learnt(new Classifier(), phrasings);
      },
    },
    nlpjs: {
      name: 'NLP.js',
      how: 'process() of @nlpjs/nlp with @nlpjs/lang-en, without sentiment',
      async train(phrasings) {
        const [{ containerBootstrap }, { Nlp }, { LangEn }] = await Promise.all([
          import('@nlpjs/core'),
          import('@nlpjs/nlp'),
          import('@nlpjs/lang-en'),
        ]);
        const container = await containerBootstrap();
        container.use(Nlp);
        container.use(LangEn);
        const nlp = container.get('nlp');
        Object.assign(nlp.settings, { autoSave: false, autoLoad: false, calculateSentiment: false });
        nlp.addLanguage('en');
        for (const { text, article } of phrasings) nlp.addDocument('en', text, article);
        await nlp.train();
        return {
          answer: async (text) => (await nlp.process('en', text)).classifications[0]?.intent,
          size: () => Buffer.byteLength(nlp.export(true)),
        };
      },
    },
    minisearch: {
      name: 'MiniSearch',
      how: 'the article of the first phrasing found, any word counting',
      async train(phrasings) {
        const { default: MiniSearch } = await import('minisearch');
        const index = new MiniSearch({ fields: ['text'], storeFields: ['article'] });
        index.addAll(phrasings.map(({ text, article }, id) => ({ id, text, article })));
        return {
          answer: (text) => index.search(text)[0]?.article as string | undefined, // as stored above
          size: () => Buffer.byteLength(JSON.stringify(index)),
        };
      },
    },
    orama: {
      name: 'Orama',
      how: 'the article of the first phrasing found, full text, any word counting',
      async train(phrasings) {
        const { create, insertMultiple, save, search } = await import('@orama/orama');
        const index = create({ schema: { text: 'string', article: 'string' } as const });
        await insertMultiple(
          index,
          phrasings.map(({ text, article }) => ({ text, article })),
        );
        return {
          async answer(term) {
            const found = await search(index, { term, properties: ['text'], limit: 1, threshold: 1 });
            return found.hits[0]?.document.article;
          },
          size: () => Buffer.byteLength(JSON.stringify(save(index))),
        };
      },
    },
  };
}

function learnt(classifier: BayesClassifier, phrasings: readonly LabelledQuestion[]): TrainedPeer {
  for (const { text, article } of phrasings) classifier.addDocument(text, article);
  classifier.train();
  return {
    answer: (text) => classifier.classify(text),
    size: () => Buffer.byteLength(JSON.stringify(classifier)),
  };
}
