namespace Watchfloor.Simulation;

/// <summary>How a stream's records travel when they are sent.</summary>
public enum RecordForm
{
    /// <summary>One JSON object a record.</summary>
    Json,

    /// <summary>Syslog lines with their header; an audit event may be several lines.</summary>
    Syslog,

    /// <summary>Plain lines of a program, which a sender puts a header before.</summary>
    Line,

    /// <summary>Rows under a line of field names.</summary>
    W3c,
}

/// <summary>A log that the company keeps: what one collector, appliance or service writes.</summary>
/// <param name="Index">Its place in <see cref="Simulator.Streams"/>.</param>
/// <param name="Name">A short name, such as <c>windows</c>.</param>
/// <param name="FileName">The name of its file.</param>
/// <param name="Form">How its records travel.</param>
/// <param name="Program">The program that a syslog header names, for <see cref="RecordForm.Line"/>.</param>
/// <param name="Header">What stands at the top of its file, or nothing.</param>
public sealed record LogStream(int Index, string Name, string FileName, RecordForm Form, string Program, string Header)
{
    internal static readonly LogStream Windows = new(0, "windows", "windows.ndjson", RecordForm.Json, "winevent", "");
    internal static readonly LogStream Syslog = new(1, "syslog", "syslog.log", RecordForm.Syslog, "", "");
    internal static readonly LogStream Audit = new(2, "auditd", "auditd.log", RecordForm.Line, "audispd", "");
    internal static readonly LogStream Firewall = new(3, "firewall", "firewall.log", RecordForm.Syslog, "", "");
    internal static readonly LogStream Proxy = new(
        4, "proxy", "proxy.log", RecordForm.W3c, "", "#Version: 1.0\n#Fields: " + ProxyFields + "\n");

    internal static readonly LogStream Dns = new(5, "dns", "dns.ndjson", RecordForm.Json, "zeek", "");
    internal static readonly LogStream Flow = new(6, "netflow", "netflow.ndjson", RecordForm.Json, "nfdump", "");
    internal static readonly LogStream Web = new(7, "web", "access.log", RecordForm.Line, "nginx", "");
    internal static readonly LogStream Vpn = new(8, "vpn", "vpn.log", RecordForm.Syslog, "", "");
    internal static readonly LogStream CloudTrail = new(9, "cloudtrail", "cloudtrail.ndjson", RecordForm.Json, "cloudtrail", "");
    internal static readonly LogStream SignIn = new(10, "entra", "entra-signin.ndjson", RecordForm.Json, "entra", "");
    internal static readonly LogStream Office = new(11, "m365", "m365-audit.ndjson", RecordForm.Json, "m365", "");
    internal static readonly LogStream Edr = new(12, "edr", "edr-macos.ndjson", RecordForm.Json, "edr", "");

    /// <summary>The fields of a proxy's row (W3C extended log file format), in order.</summary>
    public const string ProxyFields =
        "date time time-taken c-ip cs-username s-action sc-status cs-method cs-uri cs-host cs(User-Agent) cs(Referer) rs(Content-Type) sc-bytes cs-bytes s-ip r-ip";
}
