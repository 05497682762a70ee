/** What somebody, or something, is out of joy. */
const english = [
  'great|perfect|awesome|amazing|brilliant|excellent|fantastic|wonderful|lovely|super|nice|cool|sweet|incredible',
  'marvellous|marvelous|genius|legendary|fab|ace|magic|beautiful|good|helpful|the best|a star|stars',
  'a legend|legends|a lifesaver|lifesavers|a genius',
].flatMap((line) => line.split('|'));
/** These say something only behind "that was", or a swear word. */
const speed = 'quick|fast|easy|speedy'.split('|');
const swearing = 'fucking|fuckin|effing|freaking|frigging|bloody|damn|goddamn'.split('|');
const degrees = ['so', 'really', 'super', 'very', 'pretty', 'absolutely', 'simply', ...swearing];
const openings = [
  'this is|that is|thats|that was|this was|it is|its|it was|you are|youre|you guys are|you people are|you all are',
].flatMap((line) => line.split('|'));

/** Words of joy with what may stand before them: "this is fucking great", "that was quick". */
const praise = [
  ...english,
  ...[...english, ...speed].flatMap((word) => degrees.map((degree) => `${degree} ${word}`)),
  ...openings.flatMap((opening) =>
    [...english, ...speed].flatMap((word) => [
      `${opening} ${word}`,
      ...degrees.map((degree) => `${opening} ${degree} ${word}`),
    ]),
  ),
];

const chinese = '牛逼|牛批|牛掰|牛|强|棒|快|厉害|给力|赞|好用|神|顶'.split('|');
const chinesePraise = chinese.flatMap((word) => [
  ...['太', '也太', '这也太', '真的太', '太他妈', '也太他妈', '这也太他妈'].map(
    (degree) => `${degree}${word}了`,
  ),
  ...['真', '真的', '好', '真他妈', '真是', '超', '超级'].flatMap((degree) => [
    `${degree}${word}`,
    `${degree}${word}啊`,
  ]),
]);

/** What people say out of joy. By itself it may as well be mockery; beside thanks it changes nothing. */
export const joy: readonly string[] = [
  'wow|oh|ah|omg|yay|woohoo|yes|yeah|damn|holy shit|holy crap|holy cow|hell yeah|fuck yes|fuck yeah|hell yes|bloody hell',
  'finally|well done|good job|great job|nice one|nice work|great work|lifesaver|love it|much appreciated',
  'i appreciate it|appreciate it|have a nice day|have a good day|again|all|everyone|guys|mate|for your help',
  'for the help|for helping|now|lol|haha|so quick|so fast',
  '哇|哇塞|啊|呀|啦|哈|哈哈|太好了|真棒|好棒|厉害|牛|牛逼|牛批|牛啊|牛逼啊|绝了|给力|赞|点赞|卧槽|我靠|我去|终于|完美|不错',
  '秒回|这么快|速度真快|速度好快|大佬|大神|帮大忙了|爱了|爱死你们了|大家|各位|你们|您们|yyds|nb|666',
  '亲|老师|老板|师傅|同学|领导|小姐姐|小哥哥|小助手',
]
  .flatMap((line) => line.split('|'))
  .concat(praise, chinesePraise);
