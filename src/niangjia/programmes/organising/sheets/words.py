"""What people write in the cells of rosters, and the value that is kept."""

GENDERS = {"男": "m", "女": "f", "男性": "m", "女性": "f", "M": "m", "F": "f"}

DOCUMENTS = {
    "居民身份证": "resident", "身份证": "resident", "二代身份证": "resident",
    "港澳居民来往内地通行证": "hk_macau", "港澳通行证": "hk_macau", "回乡证": "hk_macau",
    "台湾居民来往大陆通行证": "taiwan", "台胞证": "taiwan",
    "港澳台居民居住证": "residence",
    "外国人永久居留身份证": "foreign", "外国人永久居留证": "foreign",
    "护照": "passport",
}  # fmt: skip

EDUCATION = {
    "小学": "primary", "小学及以下": "primary", "文盲": "primary", "初中": "junior", "初中及以下": "junior",
    "高中": "senior", "中专": "senior", "技校": "senior", "职高": "senior", "高中、中专、技校": "senior", "高中及中专": "senior",
    "大专": "college", "专科": "college", "大学专科": "college", "高职": "college", "大专及以上": "college",
    "本科": "bachelor", "大学": "bachelor", "大学本科": "bachelor", "学士": "bachelor", "本科及以上": "bachelor",
    "硕士": "master", "研究生": "master", "硕士研究生": "master", "博士": "doctor", "博士研究生": "doctor",
}  # fmt: skip

FORMS = {
    "劳动合同": "direct", "劳动合同制": "direct", "合同工": "direct", "合同制": "direct", "正式": "direct", "正式工": "direct",
    "劳务派遣": "agency", "派遣": "agency", "派遣工": "agency",
    "劳务协议": "labour", "劳务": "labour", "劳务合同": "labour", "退休返聘": "labour",
    "平台从业": "platform", "平台": "platform", "新就业形态": "platform", "外包": "platform",
    "灵活就业": "flexible", "个体": "flexible", "临时工": "flexible", "非全日制": "flexible",
    "在编": "public", "事业编制": "public", "公务员": "public", "编制内": "public",
}  # fmt: skip

OWNERSHIPS = {
    "国有": "state", "国有企业": "state", "国有控股": "state", "央企": "state", "国企": "state", "集体": "collective",
    "集体企业": "collective", "私营": "private", "私营企业": "private", "民营": "private", "民营企业": "private",
    "非公": "private", "非公企业": "private", "有限责任公司": "private", "外商投资": "foreign", "外资": "foreign",
    "外资企业": "foreign", "中外合资": "foreign", "合资": "foreign", "港澳台投资": "hmt", "港澳台": "hmt",
    "机关事业": "public", "机关": "public", "事业": "public", "事业单位": "public", "机关事业单位": "public",
    "社会组织": "social", "社会团体": "social", "民办非企业": "social", "个体工商户": "sole", "个体": "sole", "其他": "other",
}  # fmt: skip
