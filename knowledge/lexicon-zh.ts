import type { Lexicon } from './lexicon.js';
import { chineseOwnHarm } from './own-harm.js';

const EVENT = '(?:开会|会议|面试|演示|汇报|上课|考试|截止|起飞|登机|直播|上线|客户|答辩|签约)';
const SOON =
  '(?:还有|再过|只剩|剩下|还剩)?(?:\\d{1,2}|[一二两三四五六七八九十几半]+) ?(?:分钟|个?小时|个?钟头)';
const MANY =
  '(?:所有人|所有同事|全公司|全部门|全员|整个(?:公司|部门|办公室|团队|楼层|学校|群)|大家|我们(?:全|都)|全组|没有?人能|谁都|客户们?都|用户都)';
const STUCK =
  '(?:登不上|登不进|登录不了|登不了|进不去|打不开|用不了|不能用|连不上|上不了|上不去|没法|无法|不能登录|被锁|锁住了|锁定了|卡住|卡死|坏了|崩了|崩溃|挂了|瘫痪|断网|宕机|死机|不工作)';

const URGENCY: Lexicon['urgency'] = [
  // 人身安全
  {
    pattern:
      /着火了|起火了|失火了|冒烟了|煤气泄漏|燃气泄漏|受伤了|流血|晕倒|昏倒|昏迷|心脏病发|救命|叫救护车/,
    kind: 'safety',
    points: 4,
  },
  { pattern: chineseOwnHarm, kind: 'safety', points: 4, always: true },
  { pattern: /威胁(?:我|要杀)|跟踪我/, kind: 'safety', points: 4, always: true },
  // 安全与钱，正在发生
  {
    pattern: /勒索(?:病毒|软件)|数据泄[露漏]|(?:电脑|账号|帐号|服务器|网站|系统)(?:被|让人)(?:黑|入侵|盗)/,
    kind: 'security',
    points: 2,
  },
  {
    pattern:
      /被盗刷|盗刷了|被骗了|被人骗|钱(?:被转走|被扣|没了|不见了)|损失.{0,6}(?:钱|万|客户|订单)|(?:手机|电脑|笔记本|银行卡|卡|包)(?:被偷|被盗)/,
    kind: 'security',
    points: 2,
  },
  // 故障
  {
    pattern:
      /(?:生产(?:环境|系统)?|线上(?:服务|环境|系统)?|整个(?:系统|网站|网络))(?:都|全|又|已经)?(?:挂了|宕机|崩了|崩溃|瘫痪|down)/,
    kind: 'outage',
    points: 3,
  },
  { pattern: /大面积(?:故障|断网|瘫痪)|全(?:公司|网|部门)断网/, kind: 'outage', points: 2 },
  {
    pattern: new RegExp(`${MANY}.{0,12}${STUCK}|${STUCK}.{0,8}(?:大家|所有人|全公司)都`),
    kind: 'outage',
    points: 2,
  },
  { pattern: new RegExp(STUCK), kind: 'stuck', points: 1 },
  // 时间
  {
    pattern: new RegExp(`${SOON}.{0,10}${EVENT}|${EVENT}.{0,10}${SOON}|马上(?:就)?要?(?:${EVENT})`),
    kind: 'time',
    points: 2,
    always: true,
  },
  {
    pattern:
      /(?:今天|今晚|今日|下班前|中午前|今天之内)(?:就|要|必须|是)?.{0,8}(?:截止|到期|提交|交)|(?:截止|到期).{0,6}(?:今天|今晚)/,
    kind: 'time',
    points: 1,
    always: true,
  },
  {
    pattern:
      /急急|(?:很|非常|特别|十分|太|超|真的|比较|真)(?:着)?急|十万火急|火烧眉毛|急死|急用|急需|急!|急。|急$|在线等|(?:很|非常|特别|十分|情况)紧急|^紧急(?:情况|!|求助|$)/,
    kind: 'said',
    points: 2,
    always: true,
  },
  {
    pattern:
      /(?:请|麻烦|赶紧|快|帮|需要|要)(?:.{0,12})(?:立刻|立即|马上|赶快)|(?:立刻|立即|马上|赶紧)(?:给我|帮我|处理|解决|修|回复)/,
    kind: 'said',
    points: 1,
  },
  { pattern: /尽快(?:处理|解决|回复|帮)/, kind: 'said', points: 1 },
];

const ANGRY =
  /垃圾(?!桶|箱|分类|邮件|短信|信息|回收|文件|袋)|废物|白痴|傻逼|傻[bB×x]|脑残|智障|蠢货|混蛋|王八|他妈|妈的|特么|tmd|操你|滚(?:蛋|开|$)|去死|骗子|坑人|坑爹|黑心|不要脸|无耻|什么破|破(?:系统|软件|公司|网站|东西|玩意)|投诉你|要投诉|去投诉|(?:我|已经)投诉|举报你|曝光你|找律师|起诉|法庭|法院见|12315|消协|受够了|忍无可忍|气死|火大|愤怒|怒了|恶心(?!想吐)|太过分|太差劲|差劲透|烂透|烂死|什么态度|耍我|玩我呢|忽悠(?:人|我|谁)|(?:说|问|讲)了(?:多少|几|无数|八百)(?:次|遍)|你们(?:都)?是(?:干什么吃|吃干饭|猪|傻)|叫你们(?:经理|领导|主管)|找你们(?:经理|领导|老板|主管)/;
const UPSET =
  /失望|郁闷|烦死|很烦|好烦|太烦|烦人|无语|崩溃(?:了)?(?:$|[!,。])|生气|不满(?!足|\d)|不爽|不开心|不高兴|难受|委屈|心累|抓狂|搞不懂你们|没人(?:理|管|回|回复|处理)|还(?:是)?没(?:有)?(?:人|解决|回复|处理)|一直没(?:有)?(?:人|解决|回复|处理)|等了(?:好久|半天|很久|一天|两天|几天|一周|\d+ ?(?:天|周|个?小时))|又(?:坏|挂|崩|不行|出问题|连不上)|怎么还|第[三四五六七八九十]次了|到底(?:什么时候|怎么|行不行|有没有)|真是的|太慢|服了/;

const WEIGHTS: Readonly<Record<string, number>> = {
  // 坏
  差: -2,
  很差: -3,
  差劲: -3,
  糟: -2,
  糟糕: -3,
  难吃: -3,
  难用: -3,
  慢: -1,
  太慢: -2,
  失望: -3,
  恶心: -4,
  垃圾: -4,
  烂: -3,
  坑: -2,
  骗: -2,
  无语: -2,
  郁闷: -2,
  烦: -2,
  麻烦: 0,
  不好: -2,
  不行: -1,
  不满: -3,
  不满意: -3,
  不爽: -3,
  后悔: -2,
  生气: -3,
  气人: -3,
  投诉: -1,
  差评: -3,
  敷衍: -2,
  离谱: -2,
  可恶: -3,
  讨厌: -3,
  过分: -3,
  难受: -2,
  冷漠: -2,
  不负责: -3,
  浪费: -2,
  凉: -1,
  // 好
  好: 1,
  很好: 3,
  不错: 2,
  好吃: 3,
  满意: 3,
  喜欢: 2,
  谢谢: 2,
  感谢: 2,
  辛苦: 1,
  赞: 2,
  棒: 3,
  快: 1,
  很快: 2,
  方便: 1,
  耐心: 2,
  热情: 2,
  及时: 2,
  准时: 2,
  推荐: 2,
  开心: 2,
  完美: 3,
  厉害: 2,
  好评: 3,
  实惠: 2,
  给力: 3,
  没问题: 2,
  你好: 0,
  您好: 0,
  好像: 0,
  好的: 0,
  只好: 0,
  最好: 0,
  还好: 1,
  好几: 0,
  好久: 0,
  尽快: 0,
  快递: 0,
  好友: 0,
  爱好: 0,
  偏好: 0,
  差旅: 0,
  出差: 0,
  时差: 0,
  差额: 0,
  差别: 0,
  凉快: 0,
  不满足: 0,
  垃圾邮件: 0,
  垃圾桶: 0,
  垃圾箱: 0,
  垃圾分类: 0,
  垃圾短信: 0,
  垃圾信息: 0,
};
const LONGEST = 4;
/** Most characters begin no entry, those of other languages above all. */
const BEGINNINGS = new Set(Object.keys(WEIGHTS).map((word) => word[0]));
const NEGATION = /(?:不|没|没有|未|无|别|不是|不太|不够|并不|毫不)$/;
const STRONGER = /(?:很|非常|太|特别|极其|极|超|超级|真|真的|十分|最|实在|相当|巨)$/;

/** Chinese, written by hand. Weights apply to the longest entry at each place, so that 差旅 is not 差. */
export const chinese: Lexicon = {
  urgency: URGENCY,
  patient:
    /不(?:是很|太|怎么|那么)?(?:着|紧)?急|没那么急|不赶时间|有空(?:的时候|时|再)|方便的?时候|随便问问|只是好奇|慢慢来/,
  general:
    /怎么|怎样|如何|什么是|是什么|有哪些|哪里|哪儿|在哪|能否|能不能|可不可以|是否|如果|假如|万一|要是|要不要|需要什么|流程|政策|演习|请问.*吗/,
  clauses: /[.!?;,\n\u3002\uff01\uff1f\uff0c\u3001]+/u,
  angry: ANGRY,
  upset: UPSET,
  sentiment(normalised) {
    const found: { word: string; weight: number }[] = [];
    for (let at = 0; at < normalised.length; ) {
      let length = BEGINNINGS.has(normalised[at]) ? Math.min(LONGEST, normalised.length - at) : 0;
      while (length > 0 && !Object.hasOwn(WEIGHTS, normalised.slice(at, at + length))) length -= 1;
      if (length === 0) {
        at += 1;
        continue;
      }
      const word = normalised.slice(at, at + length);
      const weight = WEIGHTS[word] ?? 0;
      if (weight !== 0) {
        const before = normalised.slice(Math.max(0, at - 3), at);
        const turned = NEGATION.test(before.replace(STRONGER, '')) ? (weight > 0 ? -1.5 : -0.5) : 1;
        found.push({ word, weight: weight * turned * (STRONGER.test(before) ? 1.5 : 1) });
      }
      at += length;
    }
    return found;
  },
};
