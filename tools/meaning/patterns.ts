import { gerund, participle, plural, withArticles } from './inflect.js';

/**
 * What people write to help desks, with slots: `{n}` a thing, `{ns}` things, `{v}` what is done, `{ved}` and `{ving}` its
 * participles, `{a}` what something is like.
 */
export const PATTERNS: readonly string[] = `
how do i {v} my {n}
how do i {v} a {n}
how do i {v} {ns}
how can i {v} the {n}
how to {v} a {n}
how to {v} {n} on {n}
how does {n} work
how does {ving} the {n} work
how long does the {n} take
how long until my {n} is {ved}
how long can i {v} the {n}
how often can i {v} my {n}
how much is the {n}
how much does it cost to {v} a {n}
how many {ns} can i {v}
how many {ns} do i have
how {a} is the {n}
where can i find the {n}
where do i {v} my {n}
where is the {n}
where can i see {ved} {ns}
i want to {v} the {n}
i want to {v} my {n} to {n}
i would like to {v} a {a} {n}
i would like a {n}
i'd like to know about the {n}
i'm looking for a {n}
i need a {n}
i need a {a} {n} for my {n}
i need to {v} my {n}
i need help with my {n}
i need help {ving} the {n}
help me {v} the {n}
what is the {n} of my {n}
what is my {n}
what is a {n}
what does {a} {n} mean
what does {ving} mean
what are the {ns} for {n}
what kind of {ns} do you have
what happens if i {v} the {n}
what happens when a {n} is {ved}
what do i do with a {a} {n}
what do i need to {v} a {n}
what should i do if my {n} is {a}
what if my {n} was {ved}
which {n} do i need for {ving}
which {ns} can be {ved}
why was my {n} not {ved}
why was my {n} {ved}
why is the {n} so {a}
why can't i {v} my {n}
why do i have to {v} a {n}
why is there a {n} on my {n}
why does it say {n} {ved}
when will the {n} {v}
when will my {n} be {ved}
when is the {n}
when do i get my {n}
who do i ask about {ns} and {ns}
who can {v} my {n}
who {v} the {n}
who is my {n}
is there a {n} for {ns}
is there a {n} if i {v} the {n}
is my {n} {ved}
is my {n} {a} enough for the {n}
is the {n} {a}
is it {a} to {v} {n}
is it possible to {v} the {n} without {n}
am i allowed to {v} {ns}
are {ns} {ved} in {n}
are there any {ns} for {a} {ns}
can you {v} my {n} please
can you tell me the {n} of the {n}
can i {v} my {n} with a {n}
can i {v} {n} and {n}
can i have my {n} {ved}
can i get a {n} instead of a {n}
can someone {v} the {n}
could you please {v} {n} to {n}
do you {v} {ns}
do you have {a} {ns}
do i need a {n} to {v}
do i have to {v} my {n}
does the {n} have a {n}
does my {n} cover {n}
should i {v} the {n} or the {n}
will my {n} be {a}
will you {v} my {n}
may i {v} a {n}
my {n} does not {v}
my {n} won't {v} any more
my {n} stopped {ving}
my {n} is not {ving}
my {n} keeps {ving}
my {n} is {a}
my {n} was {ved} by {n}
my {n} has not {ved} yet
my {n} still has not been {ved}
my {n} and {n} are {a}
the {n} is broken
the {n} is too {a}
the {n} was {ved} twice
the {n} says {n}
the {n} of the {n} is wrong
the {ns} are {a}
there is a {n} in the {n}
there is a problem with the {n}
there is no {n}
something is wrong with the {a} {n}
i can't {v} the {n}
i cannot find my {a} {n}
i couldn't {v} because of a {n}
i am not able to {v} my {n}
i am having trouble {ving} the {n}
i lost my {n}
i forgot my {n}
i got a {a} {n}
i got a {n} but no {n}
i have a question about {ns}
i have {ved} the {n}
i have not {ved} any {n}
i was {ved} for a {n}
i think someone {ved} my {n}
i think my {n} was {ved}
i accidentally {ved} the {n}
i tried to {v} but the {n} is {a}
i don't understand the {n}
i don't have a {n}
i don't want to {v} any {ns}
i moved and need a new {n}
i see a {n} that i did not {v}
i am {a} with the {n}
someone {ved} my {n}
tell me about the {n}
tell me how to {v} {ns}
tell me if {ns} are {a}
show me my {ns}
show me how to {v}
give me the {n}
let me {v} the {n}
please {v} the {n} from my {n}
please {v} my {n}
please explain the {n}
please help, my {n} is {a}
cancel the {n}
cancel my {a} {n}
change my {n} to {n}
change {n}
set a {n} for the {n}
add {n} to my {n}
remove the {n} from the {n}
turn on the {n}
turn off the {n}
find a {a} {n}
open the {n}
order a {n}
report a {a} {n}
request a {n}
buy {ns}
{n} not {ving}
{n} {ved}
{n} is {ved} but {n} isn't
{n} {n}
{n} for {n}
{n} with {a} {n}
{a} {n}
{a} {n} or {a} {n}
{v} {n}
{v} {ns}
{v} a {a} {n}
{v} the {n}
{ving} {ns}
{ving} without a {n}
no {n} after {ving}
new {n} for {n}
`
  .trim()
  .split('\n');

/** Things that help desks of all kinds are asked about. */
const THINGS = `
access account address advance adapter admin agenda agent agreement air alarm alert allergy allowance amount answer app
appeal application appointment apprentice approval area arrival article assistant attachment attendance audio audit
authenticator author authorisation baby backup badge baggage balance ban bank bar battery bed benefit bike bill
birthday blanket block blog board bonus book booking bot bottle box boss branch break breakfast bridge browser budget bug
building bus button cabinet cable cache cafeteria calendar call camera campus canteen car card care career carpet cart
case cash category certificate chair channel charge charger chat check checklist cheque child childcare claim class
clinic clock clothes coach code coffee colleague college comment commission committee community commute company
complaint computer conference confirmation connection consent contact contract cookie copy corridor cost country
coupon course coverage credit crash currency customer customs dashboard data database date deadline death debit deduction
default degree delay delivery dentist department deposit desk desktop device diet dinner disability discount
dispute doctor document dog domain donation door download draft drawer drive driver earnings editor
electricity elevator email emoji employee employer employment encryption engineer entrance entry envelope error
estimate event exam exchange expense experience expiry export extension eye family fan fare feature fee feedback file
filter fine fingerprint fire firewall flat flight floor flu folder font food form forum fraud freezer fridge friend fund
furniture game garage gas gate gift glass glasses goal grade group guest guide guideline gym handbook harassment hardware
headphones headset health heating help history holiday home hospital hotel hour house housing icon identity illness
image import inbox income increase infection information injury inspection instalment insurance interest
internet internship interview inventory invitation invoice item job joke jury key keyboard kitchen lab label
lamp landlord language laptop laundry layout lead leak lease leave lesson letter level library licence lift light limit
line link list loan location lock locker login logo lounge luggage lunch machine mail mailbox maintenance manager
manual map market maternity meal measurement medicine meeting member membership memory mentor menu merchant message
microphone microwave minute mistake moderator monitor month mortgage mouse movie music name neighbour network newsletter
night noise note notice notification number nurse nursery offer office oil onboarding opening operator option order
outage outlet overtime owner package page pain painting paper parcel parent parking part partner passcode passport password
patch patient pay payment payroll payslip pen penalty pension percentage performance permission permit person pet
pharmacy phone photo phrase picture pillow pin plan plane plant plastic platform plug plumber point policy port
position post postcode poster power preference premium prescription present presentation president price printer privacy
probation problem procedure product profile profit program project projector promotion proof property protection provider
purchase quality quantity query question queue quota quote radiator rate rating reason receipt reception recipe
recommendation record recording recovery recruiter reference referral refund region registration reimbursement
relocation reminder rent renewal repair replacement report request requirement research reservation reset resignation
restaurant result resume retirement return review reward risk role roof room rota router rule safety salary sale
sample sample savings scam scanner schedule scholarship school score screen screenshot script seat section security
seminar server service session setting settlement shelf shift ship shipment shipping shoe shop shower shuttle
sick sign signal signature sink size slot smoke snack socket software song sound space spam speaker
spouse staff stairs stamp statement station status stock storage store story strike student study subject
subscription suggestion suit summary supervisor supplier supply support survey sync system table tablet tariff task tax
taxi team teacher template temperature tenant term terminal terms test text theft thermostat thread ticket time timesheet
timezone tip title toilet token tool topic towel toy traffic train trainer training transaction transfer translation
transport travel trial trip troll truck tuition tutor type union university update upgrade upload user username vacancy
vacation vaccine value van vehicle vendor verification version video view virus visa visit visitor voice volume volunteer
vote voucher vpn wage wait waiter wall wallet wardrobe warehouse warning warranty waste watch water weather website
wedding week weekend weight wheel wheelchair wifi window winner wire withdrawal witness word work worker workplace
workshop worktop year zone`;

/** What people want done there, or what happened to them. */
const ACTIONS = `
accept access activate add adjust advise allow answer apologise appeal apply approve archive arrange arrive ask assign
attach attend authorise ban block book borrow break bring build buy calculate call cancel carry change charge chase check
choose claim clean clear click close collect combine come comment compare complain complete configure confirm connect
contact continue convert copy correct cost count crash create damage deactivate decide decline decrease deduct delay
delete deliver deny deposit detect disable disappear disconnect discuss display dispose dispute donate download draw
drive drop duplicate earn eat edit email enable encrypt end enrol enter escalate estimate exchange expand expect expire
explain export extend fail fall file fill find finish fix fly follow forbid forget format forward freeze get give go
grant guarantee hack handle hang hear help hide hire hold ignore import improve include increase inform insert inspect
install interrupt invite invoice issue join keep kick know label lag leak learn leave lend let light like limit link
listen load locate lock log lose mail make manage mark match measure meet merge mention miss modify monitor move mute name
negotiate notify object offer open operate order organise overcharge owe own pack park pass paste pause pay perform
pick plan play post postpone prepare press prevent print process promote protect prove provide publish purchase
put qualify question quit raise reach read receive recommend recover recycle redeem reduce refer refill refund refuse
register reimburse reject release remember remind remove rename renew rent repair repeat replace reply report request
require reschedule reserve reset resign resolve respond restart restore restrict resume retire return reverse review
ring rotate run save say scan schedule search see select sell send separate set settle share ship show shut sign skip
sleep slow smell smoke sound speak spell spend split start stay steal stick stop store stream submit subscribe suggest
support suspend swap switch sync take talk teach tell terminate test text thank think touch track trade train transfer
translate travel trust try turn type unblock understand uninstall unlock unsubscribe update upgrade upload use vacate
validate verify view visit volunteer vote wait wake walk want warn wash waste watch wear win withdraw withhold work write`;

/** What things are like there. */
const QUALITIES = `
active additional angry annual anonymous automatic available average bad best big black blank blocked blue blurry broken busy
cheap clean clear close cold common complete confidential confused confusing contactless corporate correct current
custom daily damaged dangerous dark dead dirty disabled double dry due duplicate early electric electronic eligible
emergency empty encrypted enough exact expensive expired external extra faulty fast fake favourite few final financial
first flexible foreign free frequent friendly full fun funny general good green happy hard healthy heavy high hot
hourly huge hybrid illegal important incorrect individual inactive injured internal international invalid joint large
last late latest legal light local locked long loose loud lost low main mandatory manual maximum medical mental minimum
missing mobile monthly natural necessary new next nice noisy normal official old online open optional ordinary original
overdue paid paper parental part-time pending permanent personal physical popular possible pregnant previous primary
private professional public quick quiet ready real recent red regular reliable remote required rude sad safe same secure
senior separate serious shared short sick similar simple single slow small smart social special spare standard strange
strict stuck sudden suspicious temporary thin tired total unable unauthorised unavailable unexpected unhappy
unknown unlimited unpaid unread unsafe unused upset urgent used useful valid vegetarian visible warm weak weekly wet
white wide wireless wrong yellow young`;

/** Words to fill slots with. */
export interface Fillers {
  readonly nouns: readonly string[];
  readonly verbs: readonly string[];
  readonly adjectives: readonly string[];
}

const split = (text: string): readonly string[] => text.trim().split(/\s+/);

/** The words of help desks. */
export const DESK: Fillers = {
  nouns: split(THINGS),
  verbs: split(ACTIONS),
  adjectives: split(QUALITIES),
};

/** Share of the slots that are filled with words of help desks; the others get words of all sorts. */
const DESK_SHARE = 0.5;

/** So many texts from patterns whose slots are filled by chance. */
export function fillPatterns(count: number, all: Fillers, random: () => number): string[] {
  const of = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? '';
  const word = (kind: keyof Fillers): string => of((random() < DESK_SHARE ? DESK : all)[kind]);
  const noun = (): string => {
    const chance = random();
    if (chance < 0.15) return `${word('adjectives')} ${word('nouns')}`;
    return chance < 0.3 ? `${word('nouns')} ${word('nouns')}` : word('nouns');
  };
  const slots: Readonly<Record<string, () => string>> = {
    n: noun,
    ns: () => plural(noun()),
    v: () => word('verbs'),
    ved: () => participle(word('verbs')),
    ving: () => gerund(word('verbs')),
    a: () => word('adjectives'),
  };
  return Array.from({ length: count }, () =>
    withArticles(of(PATTERNS).replace(/\{(\w+)\}/g, (_, slot: string) => slots[slot]?.() ?? '')),
  );
}
