//! The keys of `salesflow.toml`.

use super::kind::{Kind::*, Thing::*, *};

places! {
    /// `salesflow.toml`.
    MANIFEST: "the manifest", "清单文件" => {
        run "name": Title, "The name of the policy, as people see it.", "制度的名称。";
        run "currency": Text, "The currency of money without one: a code of three letters.", "金额默认的币种：三个字母的代码。", default "\"CNY\"";
        run "timezone": Text, "The time zone of times written without one.", "未写明时区的时间所用的时区。", default "\"UTC\"";
        run "admins": PEOPLE, "Who administers the policy. Without it, nobody.", "制度管理员；不写则没有管理员。";
        run "last_resort": People, "Where work goes that nobody can take.", "无人可接的工作交给谁。";
        later "notify_via": Several(&Id(Channel)), "The channels people are reached through.", "通过哪些通道通知人员。";
        run "locale": Text, "The language of titles and texts.", "标题和文字所用的语言。", default "\"zh-CN\"";
        run "fiscal_year_starts": Whole, "The month the fiscal year starts in.", "财年从几月开始。", default "1";
        run "calendar": In(|| CALENDAR), "Business time.", "工作时间。";
        run "store": In(|| STORE), "Where records are kept.", "记录存放在哪里。";
        run "reload": In(|| RELOAD), "How a changed policy comes into force.", "制度修改后如何生效。";
        later "channel": Named(Channel, &In(|| CHANNEL)), "Where notices and events go.", "通知和事件发往哪里。";
        run "script": In(|| SCRIPT), "Bounds of scripts.", "脚本的限额。";
        run "setting": Named(Setting, &Any), "Numbers many rules share, read as `setting.x`.", "多条规则共用的数值，写作 `setting.x`。";
    }
    /// Business time.
    CALENDAR: "[calendar]", "[calendar]（工作日历）" => {
        run "hours": TEXTS, "Business hours of a day.", "每天的工作时段。", default "[\"09:00-18:00\"]";
        run "weekend": Several(&Words(&["mon", "tue", "wed", "thu", "fri", "sat", "sun"])), "The days of the week without work.", "每周的休息日。", default "[\"sat\", \"sun\"]";
        run "holidays": TEXTS, "Days without work: dates, or spans as `a..b`.", "节假日：日期，或 `起..止`。";
        later "holidays_from": Text, "A CSV file with the days without work.", "列出节假日的 CSV 文件。";
        run "workdays": TEXTS, "Weekend days that are worked.", "调休上班的日子。";
        run "window": Named(Window, &In(|| WINDOW)), "Stretches of the year with a name, for `mute`.", "一年中有名称的时间窗，供 `mute` 使用。";
    }
    /// A named stretch of the year.
    WINDOW: "a window", "时间窗" => {
        run "from": Text, "Its first day: `12-25`.", "第一天，如 `12-25`。";
        run "to": Text, "Its last day: `01-05`.", "最后一天，如 `01-05`。";
    }
    /// Where records are kept.
    STORE: "[store]", "[store]（存储）" => {
        run "url": Text, "`sled:./data`, or `memory:` for tests.", "`sled:./data`；测试用 `memory:`。", default "\"sled:./data\"";
    }
    /// How a changed policy comes into force.
    RELOAD: "[reload]", "[reload]（生效方式）" => {
        run "mode": Words(&["auto", "approve"]), "`auto`: a valid change is in force when saved; `approve`: it waits for approval.", "`auto`：有效的修改保存即生效；`approve`：等待审批。", default "\"auto\"";
        later "approval": Id(Chain), "The chain that approves a change.", "审批制度修改的审批链。";
        later "emergency": PEOPLE, "Who may bring a change into force without the chain.", "紧急情况下谁可以直接让修改生效。";
        later "in_flight": Words(&["latest", "pin"]), "`latest`: running records follow the new policy; `pin`: they finish on the old one.", "`latest`：进行中的记录按新制度走；`pin`：按原制度走完。", default "\"latest\"";
        later "map": By(Stage, &Id(Stage)), "Where records of a removed stage go.", "被删除的阶段里的记录去往哪里。";
    }
    /// A way out for notices and events.
    CHANNEL: "a channel", "通道" => {
        later "title": Title, "What people see.", "人们看到的名称。";
        later "kind": Words(&["webhook", "command", "email", "file", "wecom", "dingtalk", "feishu"]), "How it reaches the other side.", "以什么方式送达。";
        later "url": Text, "The address; secrets only by reference: `env:NAME`, `file:PATH`.", "地址；密钥只写引用：`env:名称`、`file:路径`。";
        later "events": TEXTS, "Events that go out by themselves; `*` stands for anything.", "自动发出的事件；`*` 代表任意。";
        later "retry": Several(&SPAN), "How long to wait before each further try.", "每次重试前等待多久。";
        later "give_up": In(|| GIVE_UP), "When to stop trying, and who is told.", "何时放弃重试，通知谁。";
    }
    /// When a channel stops trying.
    GIVE_UP: "`give_up`", "`give_up`" => {
        later "after": SPAN, "How long it is tried.", "最多尝试多久。";
        later "notify": PEOPLE, "Who is told.", "通知谁。";
    }
    /// Bounds of scripts.
    SCRIPT: "[script]", "[script]（脚本限额）" => {
        run "operations": Whole, "How many operations one call may take.", "一次调用最多执行多少步。";
        run "depth": Whole, "How deep calls may nest.", "调用最多嵌套多深。";
        run "time": SPAN, "How long one call may take, in milliseconds: `50ms`.", "一次调用最多多久，以毫秒计：`50ms`。";
    }
}
