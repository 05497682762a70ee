/**
 * What stops the work of many, in plain words: a system that all depend on is down, data of many are destroyed or with
 * the wrong people, somebody stands before a locked door. A state alone tells nothing ("the printer is down", "I deleted
 * a draft"): what it befell decides, so each pattern is a subject with a state. How much it counts is learnt.
 */

const either = (patterns: readonly string[], flags = ''): RegExp => new RegExp(patterns.join('|'), flags);

/** The state is all that is said, or when, where and since when follow: not "broken links" or "down to 2.3". */
const ENDS =
  '(?=\\W*$|[,.!?;:(]| (?:and|since|for(?! me)|in|at|on|again|right|now|so|because|today|this|until|(?:\\w+ ){1,2}ago)\\b)';
const HOW = '(?:completely|totally|entirely|all|now|just|currently|suddenly|still|partly)';
const IS = `(?:(?:is|are|was|were|went|has|have|had|gone|been|got|keeps|being|${HOW}) )*`;
const DOWN = `${IS}(?:down(?: ${HOW})?|offline|dead|died|out|gone|black|unreachable|unavailable|crash(?:ed|ing)|fail(?:ed|ing|s)|collapsed|broken?|frozen|returning 5\\d\\d|standing still|at a standstill|stopped (?:working|responding)|(?:not|\\w+n't) (?:${HOW} )?(?:be reached|respond(?:ing)?|work(?:ing)?|reachable|accept(?:ing)? \\w+|load(?:ing)?|start(?:ing)?|com(?:e|ing) up)(?: at all)?)${ENDS}`;
const KIND =
  '(?:web ?sites?|sites?|web ?shop|shop|store|network|servers?|systems?|databases?|cluster|environment|backend|api|platform|gateway|switch|page)';
const VITAL = `(?:everything|checkout|(?:production|prod)(?: ${KIND})?|(?:live|payment|checkout|booking|ordering|order|phone|core|central|main|whole|entire|mail|email|file|till|pos) ${KIND}|(?:our|all(?: the| our)?|the company|the customer) (?:\\w+ )?(?:${KIND}|phones?|phone lines?|tills?|registers?|terminals?|scanners?|card readers?)|the (?:erp|pos|tills|cash registers|phone lines|data ?cent(?:re|er)|power|electricity))`;
const PEOPLE =
  '(?:office|company|building|floor|team|department|site|campus|staff|users|customers|branch|shop|call cent(?:re|er))';

/** A system that many depend on is down, a place has no power, or many cannot do their work. */
export const englishBreakdown = either([
  `\\b(?<!\\b(?:test|staging|dev|demo) )${VITAL} ${DOWN}`,
  "(?:down|broken|dead|crashed|n[o']t \\w+ing(?: \\w+)?) (?:in|on) (?:production|prod|the live (?:system|site))\\b",
  '^\\W*(?:the )?(?:power|electricity) (?:is|went|has gone|just went) (?:out|off)\\b',
  '\\bwe (?:have|had|have had) no (?:power|electricity)\\b|\\bno (?:power|electricity)(?= here| (?:in|on|at|across) (?:the|our|this|all|any|every)\\b)',
  '\\b(?:power cut|power outage|blackout) (?:in|on|at|across) (?:the|our|this|building|block|floor|all)\\b',
  '\\b(?:none of (?:the|our) \\w+|no (?:customer|user|agent|student|employee|colleague|visitor|guest|cashier|driver)s?) (?:can|could|is able to|are able to)\\b',
  `\\b(?:half|most of|the rest of|whole|entire|all) (?:the |our )?${PEOPLE} (?:(?:just|has|have) )*(?:lost|can ?not|can't|without|no)\\b`,
]);

/** Others depend on it, too: one's own draft may go. */
const SHARED =
  "(?<!\\b(?:old|unused|empty|test|staging|dev|demo|duplicate) )(?:prod(?:uction)?|live|customers?|clients?|users?|patients?|students?|orders?|main|master|central|shared|team|company|finance|hr|payroll|whole|entire|backups?)(?:'s)?";
const DATA =
  '(?:database|db|tables?|server|disk|drive|volume|partition|cluster|bucket|backups?|folders?|records|data|environment|files|list)';
const PRIVATE =
  '(?:confidential|secret|salary|salaries|payroll|personal|passwords?|customers?|client|patients?|contracts?|bank)';

/** Data of many are destroyed, or went to people who must not see them. */
export const englishLoss = either([
  `\\b(?:deleted|dropped|wiped|erased|truncated|overwrote|overwritten|destroyed|formatted|purged) (?:(?:the|our|all) )*(?:\\w+ )?${SHARED} (?:\\w+ )?${DATA}\\b(?! (?:as|after|when)\\b)`,
  `\\b${SHARED} (?:(?:\\w+ )?${DATA} )?${IS}(?:deleted|dropped|wiped|erased|truncated|overwritten|destroyed|encrypted|vanished|disappeared|lost|gone|corrupt(?:ed)?)${ENDS}`,
  '\\b(?:ran|run|executed|started|pushed|deployed) .{0,40}(?:against|on|in|to) (?:the )?(?:live|prod(?:uction)?)\\b.{0,20}(?:by mistake|by accident|instead of)',
  `\\b(?:sent|posted|shared|emailed|published|uploaded|forwarded) .{0,12}\\b${PRIVATE}\\b.{0,20}\\b(?:to|in|into|on) (?:the |an? )?(?:whole|entire|public|every\\w*|all)\\b`,
  `\\b${PRIVATE} (?:\\w+ )?(?:files?|lists?|data|documents?|details) ${IS}(?:(?:posted|shared|sent|published|public|leaked)\\b|(?:visible|accessible|open) (?:to|for) (?:any|every|all))`,
]);

const PLACE =
  '(?:the|my|our|this|an?) (?:\\w+ )?(?:building|house|home|flat|apartment|office|room|dorm|car|lab|warehouse|shop|garage|car park|parking lot|stairs|staircase|roof|balcony|lift|elevator|toilet|bathroom|basement|hotel)(?=\\W*$|[,.!?;:]| (?:and|with|because|since|at|on|in|without|but|again|right|now|door|as|the|tonight|today)\\b)';

/** Somebody cannot get in, or out. A locked account is none of it. */
export const englishShutOut = either([
  `\\b(?:locked|shut) (?:(?:my|our|him|her|them)sel(?:f|ves) )?(?:out of|inside|in) ${PLACE}`,
  `\\b(?:can'?t|can ?not|could ?n'?t|unable to) (?:(?:get|go) (?:back )?(?:in|into|inside|out of)|leave|enter) ${PLACE}`,
  `\\b(?:stuck|trapped) (?:in|on|inside|outside) ${PLACE}`,
  '\\blocked (?:myself |ourselves )?out\\b.{0,20}\\bkeys? (?:is |are )?(?:still )?inside\\b|\\bkeys? (?:is |are )?(?:still )?inside\\b.{0,20}\\b(?:locked|shut)\\b',
  "\\b(?:door|gate|barrier|badge|key ?card)s?\\b.{0,12}(?:n't|not) .{0,12}(?:open|let|work|accept)\\w*.{0,40}\\b(?:outside|stuck|in the (?:rain|cold|dark)|get (?:in|out|home)|leave)\\b",
]);

const SO = '(?:都|全|部|又|已经|完全|彻底|突然|刚|一下子?|一直|现在){0,3}';
const NOT_TEST = '(?<!测试|开发|演示|旧的?)';

/** 大家都靠它干活的系统停了，一个地方没了电，或者很多人干不了活。 */
export const chineseBreakdown = either(
  [
    `${NOT_TEST}(?:生产|正式|线上|支付|收银|结算|结账|收款|官网|公司网站|我们(?:的)?(?:网站|网店|商城))(?:环境|系统|数据库|库|服务器?|业务|页面|平台|机|集群)?${SO}(?:挂|宕机?|崩溃?|瘫痪?|停|死机|断|坏|50\\d|打不开|连不上|用不了|没(?:有)?(?:响应|反应)|起不来|报错)了?(?=$|[,.!?;])`,
    `${NOT_TEST}(?:(?:订单|挂号|票务|客服|电话|邮件|邮箱|门禁|考试|核心|业务|所有|整个)(?:系统|平台|服务器?|业务|交换机|网络)|公司(?:的)?(?:网络|服务器|系统|内网)|服务器|主(?:数据)?库|机房|数据中心|交换机)${SO}(?:挂|宕机?|崩溃?|瘫痪?|停|跳闸|断|坏|没(?:有)?响应)了?(?=$|[,.!?;])`,
    '(?<!(?:昨|上周|上次|之前|手机|电脑|笔记本|电池|鼠标|键盘|耳机|手环|平板|手柄|遥控器|充电宝|设备|它|机|表|锁|卡|牌|本|车)[^,]{0,2})(?:停电|断电|没电|跳闸)了(?=$|[,.!;])|突然(?:停|断)电|(?:整|全)[^,]{0,4}灯[^,]{0,2}灭了|停电[^,]{0,3}(?:分钟|小时)了',
    '(?:半个|大半个|整个|一半的?)(?:公司|办公室|部门|楼层|园区|校区|工厂|车间|店|客服|团队|组|同事)[^,]{0,4}(?:没网|断网|上不了|用不了|连不上|登不|接不|打不)',
    '没(?:有)?(?:一个)?(?:人|客户|用户)能(?:登|用|打|进|上|连|下单|付|干活|工作|接)(?![^,]{0,12}吗)',
    '(?:客户|用户|顾客|学生|考生|同事|客服)们?(?:全组|全|都)+[^,吗]{0,2}(?:登|打|进|上|用|付|接|连|下)不(?:了|上|进|开|去)(?![^,]{0,12}吗)',
  ],
  'u',
);

const CHINESE_DATA =
  '(?:生产|正式|线上|客户|用户|订单|病人|学生|主|全部|所有|公司|财务|共享|部门|整个|服务器)[^,怎吗]{0,5}(?:数据|库|表|资料|盘|文件|记录|环境|备份|文件夹|订单)';

/** 大家的数据毁了，或者到了不该看的人手里。 */
export const chineseLoss = either(
  [
    `误(?:删|清|格|把)[^,]{0,4}${CHINESE_DATA}(?![^,]{0,12}吗)`,
    `(?<!(?:请|帮|想|要|可以|能|旧|测试)[^,]{0,8})${CHINESE_DATA}(?:都|全|给|被|又){0,3}(?:误删|删(?:了|掉了|错|光|没)|清空|格式化|drop|truncate|覆盖|全?没了|损坏|毁|改错?了|被?加密)了?(?=$|[,.!?;])`,
    '(?:共享盘|数据|文件)(?:都|全)+(?:不见|没)了',
    '(?:工资|薪|身份证|密码|客户|机密|保密|合同|病历|隐私|个人信息)[^,吗]{0,8}发(?:给|到|进)了?[^,]{0,2}(?:全公司|全员|所有人|外部|大群|公开|客户群|公网)(?![^,]{0,12}吗)',
    '(?:工资|薪|身份证|密码|客户|机密|合同|病历|隐私|个人信息)[^,吗]{0,8}(?:谁|所有人|任何人|全公司)都能(?:看|下|打开|查)(?![^,]{0,12}吗)',
  ],
  'u',
);

const INDOORS =
  '(?:大?楼|办公室|宿舍|家|公司|仓库|停车场|车库|校门|小区|店|电梯|房间|实验室|机房|厂)(?=$|[,.!?;了啊门])';

/** 进不了门，或者出不来。账号被锁不算。 */
export const chineseShutOut = either(
  [
    '(?<!钥匙[^,]{0,2})(?:锁|关|挡)在了?[^,]{0,4}(?:门外|楼外|(?:办公室|宿舍|家|楼|实验室|仓库|车|店|屋|房间)(?:外|里))面?(?![^,]{0,12}(?:吗|多少))',
    `(?:进|出|回)(?:不了|不去|不来)${INDOORS}`,
    '(?:关|困|锁)在[^,]{0,8}(?:出不来|出不去|进不来)',
    '(?<!柜子|抽屉)钥匙(?:被)?(?:锁|落|忘|掉)在?[^,]{0,3}(?:屋里|家里|房里|房间里|车里|办公室里)|钥匙[^,抽柜]{0,3}在里面(?![^,]{0,12}吗)',
  ],
  'u',
);
