/** Teams that people of an organisation ask for by name. */
const TEAM =
  '(?:the |your |our |an? )?(?:hr|it|i t|human resources|payroll|finance|accounting|legal|facilities|compliance|security|procurement|it support|tech support|helpdesk|help desk|service desk)(?: (?:team|department|dept|desk|support|people|folks|guys|person|staff|office|colleague))?';
const MAY =
  '(?:(?:hi|hello|hey|ok|okay|so|well|no|please) )*(?:please |just )?(?:let me|can i|could i|may i|can we|could we|i want to|i wanna|i need to|i have to|id like to|i would like to|id rather|i must)(?: please| just| now)?';
const ABOUT = '(?= (?:about|regarding|because|for) |$)';
const PLEASE = '(?: please| pls| plz| now| directly| today| asap| thanks| instead)*';

const HAN_TEAM =
  '(?:你们|公司|咱们)?(?:的)? ?(?:hr|hrbp|it|人事|人力资源|人力|财务|行政|法务|薪酬|运维|网管|后勤|安保|采购|技术支持|信息部|客服|人工) ?(?:部门|部|团队|组|那边)?(?:的)?(?:同事|人员|老师|人)?';
const WISHES = '(?:你好|您好|请|麻烦|那|还是|我|们|想|要|需要|希望|能不能|可不可以|能|可以|让|帮|给|直接| )*';
const TALK = '(?:直接)?(?:谈谈|聊聊|说说|说话|讲讲|沟通|谈话|对话|谈|聊|说|讲)(?:一下|一聊|一谈|下)?';
const SOFT = '(?:吧|吗|呢|啊|可以吗|行吗|好吗|谢谢|谢谢你|谢谢您|唔该| )*';

/**
 * Asking for a team is asking for a person: "let me talk to HR", "我要找HR". How a team is reached, and who does what, are
 * questions ("how do I contact HR", "HR 的电话是多少").
 */
export const wantsTeam: readonly RegExp[] = [
  new RegExp(`^${MAY} (?:talk|speak|chat) (?:to|with) ${TEAM}${PLEASE}${ABOUT}`),
  new RegExp(`^(?:please )?(?:talk|speak) (?:to|with) ${TEAM}${PLEASE}$`),
  new RegExp(
    `^(?:(?:hi|hello|hey|ok|please|just|can|could|would|you) )*(?:(?:put|connect|transfer|pass|hand|forward|switch) (?:me|us|this|it)|escalate(?: (?:this|it|me))?)(?: (?:through|over|on))? (?:to|with) ${TEAM}${PLEASE}${ABOUT}`,
  ),
  new RegExp(
    `^(?:(?:hi|hello|hey|ok|please) )*(?:can|could|would) (?:someone|somebody|anyone|a person) (?:from|in|at|of) ${TEAM} (?:please )?(?:call|contact|help|ring|write to|text|message) me(?: back)?${PLEASE}${ABOUT}`,
  ),
  new RegExp(`^${WISHES}(?:跟|和|与|同|找) ?${HAN_TEAM} ?${TALK}${SOFT}$`),
  new RegExp(`^${WISHES}(?:找|叫|搵)(?:一下|个|到)? ?${HAN_TEAM} ?${SOFT}$`),
  new RegExp(`^${WISHES}(?:转接?|接通?|换)(?:一下|到|给|个)? ?${HAN_TEAM} ?${SOFT}$`),
];
