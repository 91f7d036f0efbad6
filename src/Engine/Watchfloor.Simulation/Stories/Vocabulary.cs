using Watchfloor.Simulation.Company;
using Watchfloor.Simulation.Traces.Windows;

namespace Watchfloor.Simulation.Stories;

/// <summary>The acts that stories are told with. Each is done by the world's acts, which know what traces it leaves.</summary>
internal static class Vocabulary
{
    public static IReadOnlyList<ActKind> All { get; } =
    [
        // Processes
        new("process", [Session("on"), Text("program"), Text("line", false), Name(), Process("parent", false), Text("directory", false), Span("lasts")], c =>
        {
            // A child runs in the logon of its parent.
            var parent = c.ProcessOrNull("parent");
            var process = c.World.Processes.Start(c.Time, parent?.Session ?? c.Session("on"), parent, c.Text("program"), c.TextOrNull("line"), c.TextOrNull("directory"));
            c.Keep(process);
            if (c.Span("lasts") is { } lasts) c.World.Processes.End(process, c.Time + lasts);
        }),
        new("end", [Process("process")], c => c.World.Processes.End(c.Process("process"), c.Time)),
        new("module-load", [Process("by"), Text("path"), Flag("signed")], c => c.World.Processes.Load(c.Process("by"), c.Time, c.Text("path"), c.Flag("signed"))),
        new("remote-thread", [Process("by"), Process("into"), Text("module", false), Text("function", false)], c =>
            c.World.Processes.Thread(c.Process("by"), c.Process("into"), c.Time, c.Text("module", "-"), c.Text("function", "-"))),
        new("process-access", [Process("by"), Process("to"), Number("access"), Text("caller", false)], c =>
            c.World.Processes.Access(c.Process("by"), c.Process("to"), c.Time, (ulong)c.Number("access", 0x1010), c.Text("caller", "UNKNOWN(00000000025F6B1C)"))),
        new("pipe", [Process("by"), Text("name"), Flag("created")], c => c.World.Processes.Pipe(c.Process("by"), c.Time, c.Text("name"), c.Flag("created", true))),
        new("script", [Process("by"), Text("text"), Text("path", false)], c => c.World.Processes.Script(c.Process("by"), c.Time, c.Text("text"), c.Text("path"))),

        // Files, registry, services, tasks
        new("file-write", [Process("by"), Text("path")], c => c.World.System.Write(c.Process("by"), c.Time, c.Text("path"))),
        new("file-delete", [Process("by"), Text("path")], c => c.World.System.Delete(c.Process("by"), c.Time, c.Text("path"))),
        new("registry-set", [Process("by"), Text("key"), Text("value")], c => c.World.System.Registry(c.Process("by"), c.Time, c.Text("key"), c.Text("value"))),
        new("service-install", [Session("on"), Text("name"), Text("file"), Text("program", false), Name()], c =>
            c.Keep(c.World.System.Service(c.Session("on"), c.Time, c.Text("name"), c.Text("file"), c.TextOrNull("program")))),
        new("scheduled-task", [Session("on"), Text("name"), Text("command"), Text("arguments", false)], c =>
            c.World.System.Task(c.Session("on"), c.Time, c.Text("name"), c.Text("command"), c.Text("arguments"))),
        new("share-access", [Session("from"), Actor("server"), Text("share"), Text("path"), Text("file"), Flag("write")], c =>
            c.World.System.Share(c.Time, c.Session("from"), c.Host("server"), c.Text("share"), c.Text("path"), c.Text("file"), c.Flag("write"))),
        new("log-clear", [Session("on")], c => c.World.Security.LogCleared(c.Session("on"), c.Time)),
        new("account-create", [Session("on"), Text("name")], c => c.World.Security.AccountCreated(c.Session("on").Host, c.Session("on"), c.Time, Made(c, c.Session("on").Host))),
        new("group-add", [Session("on"), Text("name"), Text("group"), Flag("local")], c =>
        {
            var host = c.Session("on").Host;
            var group = new Account(c.Text("group"), c.Flag("local") ? "Builtin" : c.World.Company.Domain, c.Flag("local") ? "S-1-5-32-544" : c.World.Company.DomainSid + "-512");
            c.World.Security.MemberAdded(host, c.Session("on"), c.Time, Made(c, host), group, c.Flag("local"));
        }),

        // Logons
        new("logon", [Actor("who"), Actor("from"), Actor("to"), Number("type", false), Text("method", false), Flag("admin"), Number("port", false), Name()], c =>
            c.Keep(c.World.Logons.Remote(c.Time, c.Account("who"), c.Host("from"), c.Host("to"), c.Number("type", 3), Method(c), c.Flag("admin"), c.Number("port", 445)))),
        new("logon-failed", [Actor("who"), Actor("from"), Actor("to"), Text("method", false)], c => c.World.Logons.Fail(c.Time, c.Account("who"), c.Host("from"), c.Host("to"), Method(c))),
        new("logoff", [Session("session")], c => c.World.Logons.Off(c.Session("session"), c.Time)),
        new("explicit-credentials", [Process("by"), Actor("who"), Actor("to")], c => c.World.Security.ExplicitCredentials(c.Process("by"), c.Time, c.Account("who"), c.Host("to").Fqdn)),
        new("ticket", [Actor("who"), Actor("from"), Actor("service"), Flag("weak")], c =>
            c.World.Logons.Tickets(c.Time, c.Account("who"), c.Host("from"), c.Account("service").Name, c.Account("service").Sid, c.Flag("weak"), granting: false)),
        new("ssh", [Text("user"), Actor("from"), Actor("to"), Flag("key"), Name()], c =>
            c.Keep(c.World.Logons.Ssh(c.Time, c.Text("user"), c.Address("from"), c.Scene.Dice.Between(32_768, 60_999), c.Host("to"), c.Flag("key")))),
        new("ssh-failed", [Text("user"), Actor("from"), Actor("to"), Flag("exists")], c =>
            c.World.Logons.SshFail(c.Time, c.Text("user"), c.Address("from"), c.Scene.Dice.Between(32_768, 60_999), c.Host("to"), c.Flag("exists"))),
        new("sudo", [Session("session"), Text("line"), Text("program"), Name()], c => c.Keep(c.World.Logons.Sudo(c.Time, c.Session("session"), c.Text("line"), c.Text("program")))),
        new("cron", [Actor("on"), Text("user"), Text("line"), Name()], c => c.Keep(Days.LinuxMachine.Cron(c.World, c.Host("on"), c.Time, c.Text("user"), c.Text("line")))),
        new("syslog", [Actor("on"), Text("program"), Text("message")], c => c.World.Syslog.Write(c.Host("on"), c.Time, c.Text("program"), c.Scene.Dice.Between(900, 30_000), c.Text("message"))),

        // The network
        new("dns", [Process("by"), Text("name"), Text("answer", false), Text("type", false)], c => c.World.Connections.Resolve(c.Time, c.Process("by"), c.Text("name"), c.TextOrNull("answer"), c.Text("type", "A"))),
        new("connect", [Process("by"), Actor("to"), Number("port"), Number("bytes", false), Span("lasts"), Flag("dropped")], c =>
        {
            var lasts = c.Span("lasts") ?? Chance.Span.Second;
            if (c.Scene.Places.TryGetValue(c.ActorName("to"), out var place))
                c.World.Connections.Connect(c.Time, c.Process("by"), place.Address, place.Name == place.Address ? "-" : place.Name, c.Number("port", 443), c.Number("bytes", 4_000), lasts, !c.Flag("dropped"));
            else
                c.World.Connections.Connect(c.Time, c.Process("by"), c.Host("to"), c.Number("port", 445), c.Number("bytes", 4_000), lasts);
        }),
        new("http", [Process("by"), Actor("to"), Text("path"), Text("method", false), Text("scheme", false), Text("agent", false), Text("type", false), Number("status", false), Number("received", false), Number("sent", false)], c =>
        {
            var process = c.Process("by");
            var (name, address) = c.Scene.Places[c.ActorName("to")];
            var person = c.World.Company.People.FirstOrDefault(p => p.Account == process.Session.Account);
            c.World.Connections.Http(c.Time, process, person?.Account.Name ?? "-", c.Text("method", "GET"), name, address, c.Text("scheme", "https") + "://" + name + c.Text("path"), c.Text("agent", Days.Agents.Edge), c.Text("type", "application/octet-stream"), c.Number("status", 200), c.Number("received", 20_000), c.Number("sent", 700));
        }),
        new("web-request", [Actor("from"), Text("target"), Text("method", false), Number("status", false), Number("bytes", false), Text("agent", false), Text("referer", false)], c =>
            c.World.Connections.Visit(c.Time, c.Address("from"), c.Text("method", "GET"), c.Text("target"), c.Number("status", 200), c.Number("bytes", 900), c.Text("referer", "-"), c.Text("agent", Days.Agents.Edge))),
        new("vpn", [Actor("who"), Actor("from")], c => c.World.Syslog.Write(c.World.Vpn, c.Time, "openvpn", 1184, $"{c.Address("from")}:{c.Scene.Dice.Between(20_000, 60_000)} [{c.Account("who").Name}] Peer Connection Initiated with [AF_INET]{c.Address("from")}:{c.Scene.Dice.Between(20_000, 60_000)}", LogStream.Vpn)),

        // The cloud
        new("sign-in", [Actor("who"), Actor("from"), Text("application", false), Text("client", false), Number("error", false), Text("reason", false), Text("agent", false), Flag("multi-factor"), Text("risk", false), Text("city", false), Text("country", false)], c =>
            c.World.Cloud.SignIn(c.Time, c.Person("who"), c.Text("application", "Office 365 Exchange Online"), c.Text("client", "Browser"), c.Address("from"), c.Text("country", "MD"), c.Text("city", "Chisinau"), c.Number("error", 0), c.Text("reason"), c.Text("agent", Days.Agents.Edge), c.Flag("multi-factor"), c.Text("risk", "low"))),
        new("office", [Actor("who"), Actor("from"), Text("operation"), Text("workload", false), Number("record", false), Text("target", false), Text("parameters", false)], c =>
            c.World.Cloud.Office(c.Time, c.Person("who").Mail, c.Text("workload", "Exchange"), c.Text("operation"), c.Address("from"), c.Number("record", 2), c.Text("target", c.Person("who").Mail),
                [.. c.Text("parameters").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(p => p.Split('=', 2)).Select(p => (p[0], p.Length > 1 ? p[1] : ""))])),
        new("api-call", [Text("user"), Actor("from"), Text("service"), Text("name"), Text("agent", false), Text("request", false), Text("response", false), Text("error", false)], c =>
            c.World.Cloud.CloudTrail(c.Time, c.Text("user"), c.World.Cloud.KeyOf(c.Text("user")), c.Text("service"), c.Text("name"), c.Address("from"), c.Text("agent", "aws-cli/2.15.17 Python/3.11.6 Linux/6.5.0 exe/x86_64 prompt/off"), c.Text("request", "null"), c.Text("response", "null"), c.TextOrNull("error"))),
    ];

    private static readonly Dictionary<string, ActKind> _byName = All.ToDictionary(a => a.Name, StringComparer.Ordinal);

    public static ActKind? Find(string name) => _byName.GetValueOrDefault(name);

    private static Account Made(ActCall call, Host host) =>
        new(call.Text("name"), host.Name.ToUpperInvariant(), $"S-1-5-21-{Chance.Dice.Hash(1, host.Name) % 4_000_000_000}-{Chance.Dice.Hash(2, host.Name) % 4_000_000_000}-{Chance.Dice.Hash(3, host.Name) % 4_000_000_000}-{1_001 + (Chance.Dice.Hash(4, call.Text("name")) % 90)}");

    private static LogonMethod Method(ActCall call) => call.Text("method") == "ntlm" ? LogonMethod.Ntlm : LogonMethod.Kerberos;

    private static Argument Text(string name, bool isRequired = true) => new(name, Meaning.Text, isRequired);

    private static Argument Actor(string name) => new(name, Meaning.Actor, true);

    private static Argument Process(string name, bool isRequired = true) => new(name, Meaning.Process, isRequired);

    private static Argument Session(string name) => new(name, Meaning.Session, true);

    private static Argument Name() => new("as", Meaning.Name, false);

    private static Argument Number(string name, bool isRequired = true) => new(name, Meaning.Number, isRequired);

    private static Argument Span(string name) => new(name, Meaning.Span, false);

    private static Argument Flag(string name) => new(name, Meaning.Flag, false);
}
