"""What tables and columns are called in the export, where the model itself does not say: one word for one column name everywhere.

A column that has a name in its model keeps that one. A test says when a new table or column has no word yet.
"""

from __future__ import annotations


def _read(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split())


COLUMNS = _read("""
id=行号 code=编码 unit_id=工会 path=在工会树上的位置 by_account_id=经手账号 person_id=人员 state=状态 revision=第几版 account_id=账号
employer_id=单位 kind=种类 at=时间 made_at=建立时间 digest=摘要 key=防重编号 valid_from=从哪天起 valid_to=到哪天止 name=名称
request=防重内容摘要 subject_kind=事由种类 subject_id=事由行号 file_id=档案 reason=原因 facts=事实 origin=来自 before=改动以前
phone_sealed=手机号 since=从 position=职务 words_sealed=文字 number=编号 subject_code=事由编码 asked_on=提出日期 decided_on=决定日期
sealed=填报内容 due_on=期限 undone_at=撤回时间 made_by_id=建立账号 act=动作 for_account_id=代谁办 working_days=用了几个工作日
matter_code=审批单编码 ended_on=结束日期 grid_id=网格 created_at=建立时间 used_at=用过的时间 until=到 purpose=用途 matter_id=审批单
other_unit_id=另一家工会 other_path=另一家工会的位置 published_at=发布时间 title=标题 entry_id=登记行 media_type=文件格式 by_id=经手账号
actor_kind=谁办的 touched_at=最近动过的时间 kept=为撤回留的 message=说明 batch=批次 message_id=消息 undone_by_id=撤回账号
officer_id=干部 sex=性别 result=结果 closed_on=办结日期 on=日期 stage=步骤 words=文字 reversed_at=作废时间 reversed_words=作废原因
powers=权限 asked_at=提出时间 withdrawn_at=撤销时间 expires_at=到期时间 topic=主题 amount=数额 told=已告知 ended_at=结束时间 why=为什么
by_person_id=经手人员 round=第几轮 decided_at=决定时间 days=天数 seq=序号 note=备注 sheet=工作表 pages=页数 removed_at=移除时间
done_at=完成时间 finished_at=结束时间 rows=行数 done_rows=已办行数 mapping=列的对应 counts=各类行数 problems=问题 skipped=跳过的行
source=来源 total=合计 columns=列 proved=有证明 place=位置 post=职务 cancelled_at=取消时间 group_id=群体 score=得分 pinyin=拼音
hands=经办角色 published_by_id=发布账号 is_active=能否登录 locked_at=锁定时间 password_changed_at=改密码时间 demo=演示 addresses=允许的网络
asked_by_id=申请账号 released_by_id=放行账号 released_at=放行时间 revoked_by_id=吊销账号 revoked_at=吊销时间 ended_by_id=结束账号
giver_id=委托人 receiver_id=受托人 appointment_id=任职 value=值 shared_unit_id=共用的工会 batch_id=批次 acting=代办 begun_at=开始时间
asker=谁提出的 stand_id=所在步骤 by_kind=谁办的 to_account_id=交给谁 route_id=审批路线 amount_from=数额从 amount_to=数额到 levels=层级
unit_kinds=工会类型 power=权限 silence=逾期不办怎么算 holder_id=办理账号 due_told=提醒过到期 overdue_told=提醒过逾期 name_sealed=文件名
size=字节数 came_as=原来的格式 consent=同意的依据 removed_by_id=移除账号 removed_words=移除原因 signature=防伪码 next_page=下一页 filed=已归档
waiting=等着的 stack_id=扫描批次 done_by_id=办理账号 whole_id=整份文件 single=单张 view=口径 where=条件 count=个数 high=最大行号
rule=规则 signed_id=签报数 data=内容 options=选项 chunks=分块数 next_chunk=下一块 taken=已取 undone_to=撤回到 stop=要求停下 form=表样
asked=要的内容 row=行 table=表 record=记录 after=改动以后 headings=表头 channel=渠道 attempts=试过几次 fault=故障 read_at=阅读时间
reshaping_id=合并或拆分 part=哪一部分 old_path=原来的位置 new_path=新的位置 into_id=并入 depth=层数 numchild=下级数 charter=同意章程
consents=同意的事项 written=写入的记录 training_id=培训 who=区分同一人的编号 of_unit_id=所属工会 chair=是主席 way=登记方式 relation=关系
duty=分工 votes=票数 votes_again=再次投票票数 elected=当选 field=更正哪一项 agreed=已确认 file_name=文件名 taken_on=导出日期
gather_code=筹备报名的编码 gather_since=从哪天收报名 rows_there=省库行数 rows_here=本地行数 wrong=有错的行 by_unit=各工会的数 previous_id=上一次 wiped_on=清除日期 meeting_id=会议
owner_account_id=承办账号 comparison_id=比对 side=哪一边 cells=不一样的项 acted_at=处理时间 series_id=文号序列 text=文字 void_at=作废时间
void_words=作废原因 year=年份 word=代字 last=用到几号 drive_id=专项行动 done_on=完成日期 round_id=走访 plan_id=计划 main=计入这里
phase_id=阶段 upper_id=上级工会 stage_on=步骤日期 replied_on=批复日期 begun_on=开始日期 why_ended=结束原因 workplace=工作单位
admission=入会情况 refusal=没有入会的原因 document=文号 member_unit_id=网格里的工会 ended_by=被哪一批替换 sent=发出的消息 chosen=选人的条件
sent_at=发出时间 sent_on=发出日期 reminded_at=提醒时间 last_on=可撤回到 credit_code=统一社会信用代码 authority=登记机关 issued_on=发证日期
valid_until=有效期到 reasons=理由 name_key=比对用名称 core=名称主干 linked_at=认定时间 linked_by_id=认定账号 by_name=经手人姓名 years=年数
elected_on=选举日期 reply_text=批复文号 ending=怎样结束 term_id=届期 sign_code=签到码 sign_open=签到开着 old_id=原会籍 new_id=新会籍
seen_unit_id=去的工会 found_sealed=了解的情况 promise_sealed=答应的事 version=版本 given_at=同意时间 keeper_id=保留的档案 other_id=另一份档案
first_id=其中一份 second_id=另一份 identity_sealed=证件号码 verified_on=核对实名日期 active_on=最近活动日期 died_on=去世日期
merged_into_id=并入档案 erased_at=删除时间 roster_digest=名册摘要 params=数值 replaced_id=替换的版本 cut_to=原止日期 edition_id=版本
inputs=输入 expected=应得 version_id=版本 values=各项取值 remarks=各项说明 grade=等级 current=现行 corrects_id=更正哪一份
checked_at=核对时间 items=各项 grades=分级 basis=依据 first=从 task_id=工作 owner_id=承办人 stands=仍然成立 closed_at=办结时间
""")
TABLES = _read("""
access_account=账号 access_apikey=接口密钥 access_appointment=任职 access_delegation=代理 access_invitation=邀请 access_kept=保存的筛选
approvals_batch=批量审批 approvals_batchrow=批量审批的行 approvals_matter=审批单 approvals_move=审批经过 approvals_route=审批路线
approvals_routestop=审批路线的步骤 approvals_stand=审批单的步骤 audit_anchor=链头存证 audit_entry=操作记录 audit_seal=操作记录的链
evidence_file=材料 evidence_label=材料标签 evidence_stack=扫描批次 evidence_traypage=待归档的页 figures_signed=签报数
figures_signedrows=签报数的明细 imports_batch=导入批次 imports_export=导出清单 imports_lineage=导入改动 imports_remembered=记住的列对应
messaging_message=消息 messaging_outgoing=外发消息 messaging_recipient=收件人 org_attachment=单位归属 org_employer=单位 org_formername=曾用名
org_headcount=职工人数 org_placement=工会归属 org_reshaped=合并拆分的部分 org_reshaping=合并拆分 org_unit=工会
organising_application=入会申请 organising_attendance=参加培训 organising_candidate=候选人 organising_change=资料更正
organising_comparison=和省库比对 organising_decision=议定事项 organising_difference=和省库的差异 organising_document=文号
organising_documentseries=文号序列 organising_drive=专项行动 organising_drivetarget=专项行动的单位 organising_employermove=单位改归
organising_finding=走访发现 organising_focusgroup=重点群体 organising_focusphase=计划阶段 organising_focusplace=群体归属
organising_focusplan=计划 organising_focustarget=计划目标 organising_founding=建会和换届档案 organising_foundingemployer=档案里的单位
organising_foundingmember=发展会员名单 organising_foundingstage=档案的步骤 organising_grid=网格 organising_gridofficer=网格员
organising_gridplace=网格里的单位 organising_groupmessage=给主席的群发 organising_groupreceiver=群发收件人 organising_joincode=入会码
organising_leaving=退会申请 organising_liaison=共建联络员 organising_meeting=联席会议 organising_officer=工会干部 organising_post=干部职务
organising_registration=法人证书 organising_registrycandidate=登记名单的候选 organising_registryentry=登记名单
organising_registryrefusal=登记名单认定不是 organising_round=网格走访 organising_term=届期 organising_termseat=班子成员
organising_training=培训 organising_transfer=转会申请 organising_visit=下基层 people_consent=同意记录 people_employment=工作单位
people_membership=会籍 people_merge=档案合并 people_notduplicate=不是同一人 people_person=人员档案 people_personaccount=人员的账号
people_standing=会员状态 rulebooks_edition=规则 rulebooks_example=规则例子 scorecards_sheet=评分表 scorecards_version=评分标准
worklists_note=工作记事 worklists_task=工作
""")
