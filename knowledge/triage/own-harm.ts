/**
 * A wish to die, and how people speak of ending their life, in plain words. Whoever writes so is critical, whatever was
 * learnt. What only sounds like it (a process that is killed, a leap of prices, "想死我了") is left out where a word
 * beside it tells.
 */

/** Nothing follows, or something that leaves the meaning as it is. */
const ENDS = '(?=\\W*$|[,.!?;:\\n]| (?:any ?more|any longer|like this|tonight|now|today|soon|please)\\b)';
const NOT = "(?:do ?n[o']?t|do not|no longer|never)";
const CANNOT = "(?:can ?not|can'?t|cant)";
const TO_LIVE = `(?:live${ENDS}|live another day|be alive|exist${ENDS}|wake up (?:any ?more|ever again|again|tomorrow)\\b|go on living|keep living)`;

const ENGLISH = [
  // Said outright
  'kill myself|killing myself(?! (?:laughing|over|to|with|on)\\b)|(?:hang|drown|unalive) myself|shoot myself(?! in the foot)|hurt myself|harm(?:ing)? myself|cutting myself(?! (?:off|out|short|some|a)\\b)',
  '(?:want|wanna|wanted) (?:to )?die\\b(?! (?:laughing|of laugh\\w+))|(?:he|she|friend|colleague|coworker|son|daughter|brother|sister|husband|wife|customer|student) (?:\\w+ )?wants to die|i (?:just |really |only )?(?:want|wanna|wish) (?:to )?be dead',
  "wish(?:ed)? (?:that )?i (?:was|were|wasn'?t|weren'?t|had ?n[o']?t been|had never been|was never|were never) (?:dead|alive|born|ever born)|wish i (?:could|would) (?:just )?die|better (?:off )?if i (?:was|were) (?:dead|not alive|never born)|rather be dead(?! than)|why am i (?:still |even )?alive|not being alive|(?:want|wish i could|like) (?:to )?(?:just )?disappear forever",
  'end(?:ing)? my (?:own )?life\\b(?! (?:insurance|cover|policy|plan|cycle|membership|science))',
  `tak(?:e|ing) my own life\\b(?! in)|tak(?:e|ing) my life${ENDS}`,
  `(?:of|about|to|wanna|i'?ll) end(?:ing)? it all(?:${ENDS}| (?:here|because|but)\\b| and (?!cancel|close|stop|delete|un))`,
  `${CANNOT} (?:do|take) (?:this|it) (?:any ?more|any longer)\\b.{0,20}\\b(?:want|wanna|going|gonna|ready)(?: to)? end (?:it|this|things)${ENDS}`,
  `(?:want|wish|need) (?:it all|everything|all of it|my life|the pain|this life) to (?:just )?(?:end|be over|stop)${ENDS}`,
  'suicidal(?! (?:deadline|schedule|speed|process|pace))|commit(?:ting|ted)? suicide|(?:thinking|thoughts?|think|thought|considering|contemplat\\w+|attempt\\w*|tried|planning) (?:of |about )?(?:my )?suicide(?! (?:squad|door))|suicide (?:note|attempt|thoughts)',
  '(?:about to|going to|gonna|want to|will) jump (?:off|from|out of|in front of) (?:a|an|the|this|my) (?:bridge|roof|building|window|balcony|train|tower|cliff)',
  // Not to live
  `${NOT} (?:really |even |just )?(?:want|wanna|wish|care)(?: to)? ${TO_LIVE}`,
  `(?:^|(?<=[,.;!?] ?)|i (?:\\w+ )?)${CANNOT} (?:go|carry|keep) on living|${CANNOT} live any ?(?:more|longer)${ENDS}|i (?:just |really |simply )?${CANNOT} (?:go|carry) on (?:any ?more|any longer)(?=\\W*$|[,.!?;\\n])|^i (?:just |really |simply )?${CANNOT} go on\\W*$`,
  `${NOT} (?:really |even )?(?:see|have|find) an? (?:reason|point|sense) (?:to (?:live|go on living|stay alive)|in living|in being alive)${ENDS}|(?:no|lost my|any) will to (?:live|go on)${ENDS}|${NOT} deserve to (?:live|be alive)${ENDS}`,
  '(?:no|any|see no|not a single) (?:reason|point|sense|purpose|use) (?:to live|to go on living|to stay alive|(?:in|of) (?:living|being alive|going on living|life))\\b(?! (?:in|near|at|here|there|with|on|so)\\b)',
  "(?:nothing|no one|nobody) (?:left |more )?to live for|(?:my |this )?(?<!battery |shelf )life (?:is ?n'?t|is not|isnt|is no longer|is hardly|does ?n'?t feel) worth (?:living|it any ?more)|(?<!battery |shelf )life (?:has|had) no (?:meaning|point|purpose|value)|my life (?:is|feels) (?:meaningless|worthless|pointless)",
  '(?:(?:tired|sick) of|(?:done|through) with) (?:living|being alive|life)\\b(?! (?:in|near|at|here|there|with|on|out|so|next|insurance|science|cycle|without)\\b)|giv(?:e|en|ing) up on (?:life|living)\\b',
  "(?:i|i'?m|i'?d|me|am)(?: \\w+){0,3} better off dead\\b|(?:everyone|everybody|they|family|kids|wife|husband|parents|children|world|people)(?: \\w+){0,3} better off (?:without me(?=\\W*$|[,.!?;\\n])|if i (?:was|were|am|died|'m|m)\\b)",
  '(?:no ?one|nobody) would (?:even )?(?:care|notice|miss me|cry) if i (?:died|die|was dead|were dead|was gone|were gone|disappeared)',
].join('|');

/** What people write in English. */
export const englishOwnHarm = new RegExp(`\\b(?:${ENGLISH})`);

const VERY = '(?:真的|真|实在|已经|感觉|觉得|快要|快|再也|有点|一点|也|都|好|太|很|是|就|要|我|,| )';

const CHINESE = [
  // 直说
  '(?<!进程|线程|服务|容器|程序)自杀(?!式|小队)|(?<![年减])轻生(?![活产态意物])|寻短见|自残|自尽|自我了断|了[断结]自己|一死了之|(?:想|不如|干脆)一了百了|(?:我|一直|老|总|好|真|楼顶|天台|阳台)[^,。!?]{0,3}想跳下去|我?不(?:该|配)活[着著]|我?(?<!给|帮)想(?:要)?安乐死',
  '想死(?!你|我|他|她|它|大家|机|循环|锁|磕|守|记|扛|党)|不如死了|让我死|(?:我|要是|真想|干脆)[^,。!?;它他她]{0,4}死了(?:就)?(?:算了|好了|解脱|一了百了)|(?:^|[,。!?; ])死了算了',
  '结束(?:掉)?(?:我|自己|这|这条)?(?:的)?(?:生命(?!周期)|性命|命$|一生)|想(?:要)?结束(?:这一切|一切|自己)(?=$|[,.。,!!?;了])|想(?:要)?了结(?:这一切|一切|余生|生命)',
  '(?:想|要|去|准备|打算|已经|正在)(?:跳楼|跳河|跳江|跳桥|上吊|割腕|服毒|吞药)(?!价|机|甩|促|清|大)|想从[^,。!?]{0,6}跳下(?:去|来)(?=$|[,。!?.了])|伤害(?:我)?自己|(?<!怎么|怎么会|干嘛|干吗|为啥|为什么|何必|别|不要|有什么|有啥)想不开(?:了)?(?=$|[,。!?.])|(?:吃|吞|喝)了[^,。!?]{0,4}(?:一整?瓶|半瓶|整瓶|一整?盒|一大?把|几十[片颗粒])[^,。!?]{0,3}(?:安眠药|药)|(?:吃|吞|喝)了?(?:下)?(?:农药|百草枯|老鼠药)|遗书(?:都|已经|也)?写|写(?:好|了|完)?(?:了)?遗书',
  // 不想活
  '(?<!机|脑|器|统|件|序|程|池|务|卡|盘|号|a|p)(?:也|都|已经|真的)?(?<![机脑器统件序程池务卡盘][也都])不(?:想|愿意|愿)(?:再|继续)?(?:这样|这么)?活(?!动|跃|成|在过去|儿|泼|络|干)',
  `(?<!公司|项目|店铺|店|团队|企业|业务|品牌|平台|游戏|服务器|行业|电池|机|群|号)活不下去|没(?:有)?(?:任何)?(?:再)?活下去的|(?:没|没有|失去)(?:了)?活(?:着|下去)的(?:勇气|意义|理由|动力|必要|意思|希望|心思)`,
  `(?:活[着著]|人生|生命|活下去)${VERY}{0,4}(?:没|没有|毫无|有什么|还有什么|有啥|还有啥)(?:什么|啥|任何)?(?:意思|意义|盼头|价值|用|劲)|活[着著](?:还|又)?(?:图什么|干什么|干嘛|为了什么)|活[着著]${VERY}{0,3}(?:痛苦|累|煎熬)`,
  '不想(?:再)?做人(?=$|[,。!?了])|不想(?:再)?生存(?=$|下去|[,。!?了])|(?:我|好|真|真的|只|就|很)想(?:就这样|永远|彻底)?消失(?=$|[,。!?了])|活(?:够|腻)了|不想(?:再)?醒(?:来|过来)|(?:离开|告别)这个世界|(?:从|在)(?:这个)?(?:世界上|世上|世界)消失|没(?:有)?(?:了)?我[,]?(?:大家|他们|你们|家人|孩子|爸妈|父母|世界|所有人)[^,。!?]{0,4}(?:更好|轻松)',
  // 只有说自己撑不下去才算：“项目撑不下去”不算
  `(?:我|一个人)(?:真的|真|实在|已经|感觉|觉得|快要|快|再也|有点|也|都|是|就|要|好像){0,4}(?:撑|熬|坚持)不下去|^(?:真的|实在|快要|快|再也|感觉|已经)*撑不下去(?:了|啊)?[^\\p{L}]*$`,
].join('|');

/** What people write in Chinese, in simplified characters. */
export const chineseOwnHarm = new RegExp(CHINESE, 'u');
