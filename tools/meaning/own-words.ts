import type { Pair } from './bilingual.js';

/**
 * Words of help desks in both languages, written for this: dictionaries of general language lack many of them, or explain
 * them by words that nobody asks with. One Chinese word a line, then what it is in English, `|` between several.
 */
const WORDS = `
# at work
年假 annual leave | vacation days | holiday
年休假 annual leave | paid vacation
休假 time off | vacation | leave
放假 holiday | days off
假期 vacation | holidays
节假日 public holidays
法定节假日 public holidays
春节 chinese new year | spring festival holiday
国庆 national day holiday
中秋 mid-autumn festival holiday
元旦 new year's day
请假 ask for leave | take time off
请假条 leave request
病假 sick leave
生病 ill | sick
发烧 fever | ill
病假条 sick note | doctor's note
医院 hospital
看病 see a doctor
体检 medical check
产假 maternity leave
陪产假 paternity leave
育儿假 parental leave
哺乳假 nursing leave
怀孕 pregnant
生孩子 have a baby | birth
婚假 marriage leave
丧假 bereavement leave
事假 personal leave | unpaid leave
调休 time off in lieu | swap a day off
剩余假期 remaining leave | leave balance
假期余额 leave balance
加班 overtime
加班费 overtime pay
值班 on duty | on call
排班 shift | schedule
轮班 shift work
倒班 shift work
考勤 attendance
打卡 clock in | attendance
忘打卡 forgot to clock in
补卡 correct the attendance
迟到 late for work
早退 leave early
旷工 absent without leave
居家办公 work from home
在家办公 work from home
远程办公 remote work | work remotely
远程 remote
出差 business trip
差旅 business travel
出差申请 travel request
机票 flight | plane ticket
火车票 train ticket
高铁 train
酒店 hotel
住宿 hotel | accommodation
行程 trip | itinerary
改签 change the ticket
签证 visa
护照 passport
打车 taxi
滴滴 taxi
报销 reimburse | expense claim | expenses
报销单 expense report
费用 expense | cost | fee
发票 invoice | receipt
收据 receipt
开发票 issue an invoice
垫付 pay in advance
预算 budget
采购 purchase | procurement
合同 contract
盖章 stamp | seal
公章 company seal
审批 approval | approve
审批人 approver
领导 manager | boss
上级 manager | supervisor
老板 boss
主管 supervisor | manager
经理 manager
同事 colleague | coworker
员工 employee
新员工 new employee
实习生 intern
人事 human resources
人力资源 human resources
行政 administration | office management
财务 finance | accounting
法务 legal department
部门 department | team
公司 company | employer
工资 salary | wage | pay
薪水 salary | pay
薪资 salary
发工资 pay day | salary is paid
工资条 payslip | pay slip
工资单 payslip
工资卡 bank account for salary
奖金 bonus
年终奖 annual bonus
提成 commission
绩效 performance
涨薪 raise | pay rise
加薪 raise
扣款 deduction
扣钱 deducted | charged
个税 income tax
税 tax
社保 social insurance
公积金 housing fund
五险一金 social insurance and housing fund
医保 health insurance
保险 insurance
补贴 allowance | subsidy
餐补 meal allowance
福利 benefits
入职 start work | join the company | onboarding
第一天上班 first day at work
上班 go to work | at work
下班 leave work | after work
工作时间 working hours
上班时间 working hours
试用期 probation
转正 end of probation | become permanent
离职 leave the company | resignation
辞职 resign | quit
辞退 dismiss
裁员 layoff
退休 retire
交接 hand over
离职证明 certificate of leaving
在职证明 proof of employment | employment certificate
收入证明 proof of income
证明 certificate | proof | letter
推荐信 reference letter
简历 resume
面试 interview
招聘 recruitment | hiring
内推 referral
培训 training
课程 course
职业发展 career
晋升 promotion
骚扰 harassment
性骚扰 sexual harassment
霸凌 bullying
歧视 discrimination
举报 report | tip off
投诉 complaint
匿名 anonymous
保密 confidential
工牌 badge | staff card
工卡 badge | staff card
门禁 door access | entry system
门禁卡 access card | key card
钥匙 key
前台 reception | front desk
访客 visitor | guest
来访 visit
会议 meeting
会议室 meeting room
订会议室 book a meeting room
预订 book | reservation
预约 appointment | book
工位 desk | place to work
座位 seat
办公室 office
办公用品 office supplies | stationery
办公桌 desk
椅子 chair
空调 air conditioning
太冷 too cold
太热 too hot
暖气 heating
灯坏了 light is broken
漏水 water leak
厕所 toilet
保洁 cleaning
食堂 canteen | cafeteria
午饭 lunch
咖啡 coffee
停车 parking
停车位 parking space
停车场 car park
班车 shuttle bus
快递 parcel | delivery
包裹 parcel | package
寄件 send a parcel
电梯 elevator
消防 fire safety
急救 first aid
受伤 injured
工伤 injured at work
失物招领 lost and found
物业 facility management
维修 repair | maintenance
# devices and programs
电脑 computer | laptop
笔记本 laptop
笔记本电脑 laptop
台式机 desktop computer
显示器 monitor | screen
屏幕 screen | display
外接显示器 external monitor
键盘 keyboard
鼠标 mouse
耳机 headset | headphones
麦克风 microphone
摄像头 camera | webcam
充电器 charger
充电 charge
电池 battery
数据线 cable
硬盘 hard disk
内存 memory
存储空间 storage space
手机 phone | mobile
换手机 new phone
平板 tablet
打印机 printer
打印 print
打不出来 does not print
卡纸 paper jam
墨盒 ink cartridge
扫描 scan
复印 copy
投影 projector
设备 device | equipment
硬件 hardware
软件 software
安装 install
装软件 install software
卸载 uninstall
更新 update
升级 upgrade
版本 version
系统 system
操作系统 operating system
驱动 driver
应用 app | application
程序 program
客户端 client | app
小程序 mini program | app
网页 web page
浏览器 browser
插件 extension | add-on
链接 link
下载 download
上传 upload
登录 log in | sign in
登陆 log in | sign in
登录不了 cannot log in
登不上 cannot log in
退出登录 log out
注册 register | sign up
注销 delete the account | close the account
账号 account
帐号 account
账户 account
帐户 account
用户名 user name
昵称 nickname
头像 avatar | profile picture
个人资料 profile
密码 password
改密码 change the password
重置密码 reset the password
忘记密码 forgot the password
密码错误 wrong password
密码过期 password expired
锁定 locked
账号被锁 account locked
解锁 unlock
冻结 frozen | blocked
解冻 unfreeze
验证码 verification code
短信 text message
收不到 do not receive
身份验证 authentication | verify the identity
实名认证 identity verification
验证 verify
双重验证 two-factor authentication
两步验证 two-step verification
动态口令 one-time code
指纹 fingerprint
人脸识别 face recognition
单点登录 single sign-on
权限 permission | access
没有权限 no permission
访问 access
开通权限 grant access
管理员 administrator
网络 network | internet
上网 internet
无线 wireless
无线网 wifi
连不上 cannot connect
连接 connect | connection
断网 no internet
掉线 disconnected
网速 network speed
网速慢 slow internet
信号 signal
路由器 router
热点 hotspot
代理 proxy
虚拟专用网 vpn
内网 internal network
外网 external network
服务器 server
宕机 down | outage
故障 failure | fault | outage
报错 error message
错误 error
出错 error
出问题 problem
打不开 cannot open
用不了 does not work
不能用 does not work
坏了 broken
没反应 no response
死机 freezes
卡顿 lag | slow
卡死 frozen | freezes
很卡 slow | lag
很慢 slow
太慢 too slow
运行慢 runs slowly
闪退 crash
崩溃 crash
蓝屏 blue screen
黑屏 black screen
花屏 screen flickers
开机 turn on | boot
开不了机 does not turn on
关机 shut down
重启 restart
自动重启 restarts by itself
发热 overheating
发烫 hot | overheating
风扇 fan
声音 sound
没声音 no sound
听不见 cannot hear
听不到 cannot hear
杂音 noise
画面 picture | video
视频会议 video meeting
视频通话 video call
通话 call
语音 voice
共享屏幕 share the screen
录音 recording
录屏 screen recording
截图 screenshot
邮箱 mailbox | email
邮件 email | mail
电子邮件 email
发邮件 send email
收不到邮件 do not receive email
垃圾邮件 spam
附件 attachment
邮箱满了 mailbox full
签名 signature
自动回复 automatic reply
通讯录 contacts | address book
日历 calendar
日程 calendar | schedule
通知 notification
提醒 reminder
消息 message
群 group chat | server
群聊 group chat
聊天 chat
聊天记录 chat history
文件 file | document
文件夹 folder
共享盘 shared drive
网盘 cloud drive
云盘 cloud drive
共享 share
备份 backup
恢复 restore | recover
误删 deleted by mistake
删除 delete
找回 recover | get back
数据 data
数据库 database
导出 export
导入 import
表格 spreadsheet | table
文档 document
模板 template
格式 format
格式化 format
复制 copy
粘贴 paste
搜索 search
设置 settings | set up
配置 configure | configuration
语言 language
夜间模式 dark mode
深色模式 dark mode
主题 theme
字体 font
快捷键 shortcut
病毒 virus
杀毒 virus scan | protection against viruses
中毒 infected by a virus
木马 malware
钓鱼 scam | fishing
钓鱼邮件 scam email | fraudulent email
诈骗 scam | fraud
骗子 scammer
可疑 suspicious
可疑链接 suspicious link
黑客 hacker
被盗 stolen | hacked
盗号 account hacked
泄露 leak | data breach
安全 security | safe
隐私 privacy
加密 encryption
丢了 lost
丢失 lost
弄丢 lost
被偷 stolen
挂失 report the loss
进水 water damage
摔坏 dropped and broken
报修 report a fault | repair request
工单 ticket
客服 customer service | support
人工 a person | human
人工客服 human agent
技术支持 technical support
帮助 help
联系 contact
电话 phone | phone number
热线 hotline
申请 apply | request
申请表 application form
流程 process
步骤 steps
规定 policy | rule
制度 policy
政策 policy
要求 requirements
条件 conditions
期限 deadline
截止 deadline
提前 in advance
提交 submit
填写 fill in
审核 review | check
通过 approved
驳回 rejected
拒绝 refuse | rejected
撤回 withdraw
取消 cancel
修改 change | edit
更改 change
查询 look up | check
查看 view | see
在哪看 where can i see
进度 progress | status
状态 status
什么时候到 when does it arrive
多久 how long
多长时间 how long
多少钱 how much
什么时候 when
怎么 how
怎么办 what should i do
怎么弄 how do i do it
在哪里 where
在哪 where
为什么 why
凭什么 why
找谁 who to contact
谁 who
哪个 which
能不能 can i
可不可以 may i
可以吗 is it allowed
有没有 is there
需要什么 what do i need
不会 do not know how
不了 cannot
# communities and games
社区 community
论坛 forum
频道 channel
群主 owner of the group
版主 moderator
管理 moderator | management
群规 rules of the server
规则 rules
违规 against the rules
警告 warning
封号 ban the account | banned
封禁 ban | banned
被封 banned
解封 unban | lift the ban
申诉 appeal
禁言 mute | muted
踢出 kick | kicked
拉黑 block
屏蔽 block | mute
骂人 insult | swearing
脏话 swear words
辱骂 abuse | insult
刷屏 spam
广告 advertising
打广告 advertise
发广告 spam
引战 trolling
外挂 cheat
作弊 cheating
开挂 cheating
剧透 spoiler
直播 stream | live stream
主播 streamer
粉丝 fans | followers
关注 follow
点赞 like
评论 comment
转发 share | forward
帖子 post
发帖 post
置顶 pin
身份组 role
角色 role | character
头衔 title
等级 level
升级等级 level up
积分 points
徽章 badge
成员 member
加入 join
退群 leave the group
邀请 invite
邀请链接 invite link
活动 event
抽奖 giveaway
报名 sign up for
比赛 tournament | match
组队 team up
好友 friend
加好友 add a friend
私信 direct message
表情 emoji
机器人 bot
绑定 link | connect
解绑 disconnect | remove the link
绑定账号 link the account
同步 sync
存档 save file | progress
游戏 game
服务器维护 server maintenance
维护 maintenance
延迟 delay | lag
匹配 matchmaking
皮肤 skin
道具 item
装备 equipment
充值 top up | buy credit
bug反馈 bug report
反馈 feedback
漏洞 bug | vulnerability
建议 suggestion
功能 feature
新功能 new feature
希望增加 please add
新手 beginner | newcomer
入门 getting started
教程 tutorial | guide
攻略 guide
# shops, banks and subscriptions
订单 order
下单 place an order
购买 buy | purchase
商品 product | item
价格 price
优惠 discount
优惠券 coupon
折扣 discount
会员 membership | member
订阅 subscription
续费 renewal
自动续费 automatic renewal
试用 trial
套餐 plan
付款 pay | payment
支付 pay | payment
支付失败 payment failed
付不了款 cannot pay
重复扣款 charged twice
多扣了 charged too much
账单 bill
退款 refund
退钱 refund | money back
退货 return
换货 exchange
赔偿 compensation
发货 ship
物流 shipping | delivery
收货 receive the goods
地址 address
送货 delivery
配送 delivery
缺货 out of stock
质量 quality
保修 warranty
银行 bank
银行卡 bank card
信用卡 credit card
借记卡 debit card
卡号 card number
办卡 apply for a card
开户 open an account
销户 close the account
余额 balance
转账 transfer
汇款 remittance | transfer money
到账 arrive in the account
没到账 money has not arrived
提现 withdraw money
取钱 withdraw cash
存钱 deposit
手续费 fee
利息 interest
利率 interest rate
汇率 exchange rate
贷款 loan
借款 loan | borrow
借钱 borrow money
还款 repayment | repay
还钱 repay
提前还款 early repayment
还款日 due date
分期 instalments
逾期 overdue
额度 limit | credit limit
提额 increase the limit
限额 limit
征信 credit report
信用 credit
担保 guarantee
理财 investment
基金 fund
股票 stock
身份证 identity card
手机号 phone number
换手机号 change the phone number
换卡 change the card
学生 student
未成年 under age
家长 parent
`;

/** A Chinese word and what it is in English. */
export interface OwnWord {
  readonly chinese: string;
  readonly english: readonly string[];
}

export const OWN_WORDS: readonly OwnWord[] = WORDS.split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [chinese = '', ...rest] = line.split(' ');
    return { chinese, english: rest.join(' ').split(' | ') };
  });

/** Ways to ask, the same thing meant by both. `{x}` and `{y}` stand for words of both languages. */
const PATTERNS = `
怎么{x} | how do i {x}
如何{x} | how to {x}
怎样{x} | how can i {x}
请问怎么{x} | excuse me how do i {x}
{x}怎么弄 | how do i do {x}
{x}怎么办 | what should i do about {x}
{x}了怎么办 | what do i do if {x}
{x}怎么处理 | how is {x} handled
{x}是什么 | what is {x}
{x}是什么意思 | what does {x} mean
什么是{x} | what is {x}
{x}在哪里 | where is {x}
{x}在哪 | where is {x}
在哪里{x} | where do i {x}
在哪{x} | where can i {x}
哪里可以{x} | where can i {x}
哪里能看到{x} | where can i see {x}
{x}去哪里找 | where do i find {x}
{x}多少钱 | how much is {x}
{x}要多久 | how long does {x} take
{x}需要多长时间 | how long does {x} take
{x}什么时候 | when is {x}
什么时候{x} | when {x}
什么时候能{x} | when can i {x}
几天能{x} | how many days until {x}
有几天{x} | how many days of {x}
有多少{x} | how many {x}
为什么{x} | why {x}
为什么没有{x} | why is there no {x}
为什么不能{x} | why can't i {x}
为什么{x}不了 | why can't i {x}
{x}不了 | cannot {x}
没法{x} | unable to {x}
不能{x} | cannot {x}
不会{x} | do not know how to {x}
{x}失败 | {x} failed
{x}有问题 | problem with {x}
{x}坏了 | {x} is broken
{x}出错了 | {x} gives an error
{x}不见了 | {x} is gone
{x}丢了 | lost {x}
{x}没了 | {x} is gone
找不到{x} | cannot find {x}
看不到{x} | cannot see {x}
收不到{x} | did not receive {x}
还没{x} | not {x} yet
还没收到{x} | still have not received {x}
忘了{x} | forgot {x}
我忘记{x}了 | i forgot {x}
我的{x} | my {x}
我的{x}呢 | where is my {x}
我想{x} | i want to {x}
我要{x} | i want to {x}
我想要{x} | i want {x}
想申请{x} | would like to apply for {x}
需要{x} | need {x}
需要{x}吗 | do i need {x}
要{x}吗 | do i have to {x}
必须{x}吗 | is {x} required
可以{x}吗 | can i {x}
能{x}吗 | can i {x}
能不能{x} | can i {x}
可不可以{x} | may i {x}
允许{x}吗 | is {x} allowed
有没有{x} | is there {x}
有{x}吗 | do you have {x}
没有{x} | no {x}
谁能{x} | who can {x}
找谁{x} | who do i ask about {x}
谁负责{x} | who is responsible for {x}
帮我{x} | help me {x}
帮忙{x} | help with {x}
请帮我看一下{x} | please check {x}
申请{x} | apply for {x}
取消{x} | cancel {x}
修改{x} | change {x}
更换{x} | replace {x}
换{x} | change {x}
查{x} | check {x}
查一下{x} | check {x}
{x}流程 | process for {x}
{x}规定 | rules about {x}
{x}申请 | request for {x}
{x}问题 | question about {x}
{x}的{y} | {y} of {x}
{x}和{y} | {x} and {y}
{x}或者{y} | {x} or {y}
{x}还是{y} | {x} or {y}
用{x}{y} | {y} with {x}
{x}之后{y} | {y} after {x}
{x}以前{y} | {y} before {x}
{x}的时候{y} | {y} during {x}
如果{x}怎么{y} | how do i {y} if {x}
{x}了但是{y} | {x} but {y}
因为{x}不能{y} | cannot {y} because of {x}
新的{x} | new {x}
旧{x} | old {x}
上个月的{x} | {x} of last month
下周{x} | {x} next week
明天{x} | {x} tomorrow
今天{x} | {x} today
昨天{x} | {x} yesterday
一直{x} | keeps {x}
总是{x} | always {x}
突然{x} | suddenly {x}
又{x}了 | {x} again
别人{x} | somebody else {x}
有人{x} | somebody {x}
不小心{x} | accidentally {x}
太{x}了 | too {x}
`;

/** A way to ask, with slots. */
export const OWN_PATTERNS: readonly Pair[] = PATTERNS.trim()
  .split('\n')
  .map((line) => {
    const [chinese = '', english = ''] = line.split(' | ');
    return { chinese, english };
  });
