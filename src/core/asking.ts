const ASKING =
  /[?？]\s*$|^\W*(?:how|where|what|whats|when|who|whom|why|which|can|could|do|does|did|is|are|may|should|will)\b|怎么|怎样|怎麼|如何|哪|什么|什麼|几|幾|多少|多久|多长|吗|嗎|呢|谁|誰|能不能|可不可以|是否|为啥|為何/iu;

/** Whether a text, or a part of one, asks by itself: "It is slow." only tells what the question beside it is about. */
export function asks(text: string): boolean {
  return ASKING.test(text);
}

const POINTING_BACK =
  /\b(?:it|its|this|that|these|those|they|them|there|then|so|one|ones|either|both)\b|[它这這那此其]/iu;

/** Whether something in a text points back to what was said before: "How do I fix it?" */
export function pointsBack(text: string): boolean {
  return POINTING_BACK.test(text);
}
