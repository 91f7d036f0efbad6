using System.Globalization;
using System.Net;
using Watchfloor.Platform;
using Watchfloor.Platform.Secrets.Certificates;
using Watchfloor.Platform.State;
using Watchfloor.Platform.Store.Retention;

namespace Watchfloor.Serve;

/// <summary>
/// Every setting of the server, once: its key in <c>watchfloor.yaml</c>. The environment variable (<c>WATCHFLOOR__SYSLOG__UDP</c>) and the
/// option (<c>--syslog-udp</c>) follow from the key.
/// </summary>
internal static class Settings
{
    /// <summary>All settings, in the order that help shows them.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new("data", "DIR", "Where everything is kept.", (o, v) => o with { Data = v }, o => o.Data),
        new("listen", "ADDRESS:PORT|off", "Where the console, the API and the HTTP inputs listen in the clear: on loopback, or behind a proxy.", (o, v) => o with { Listen = Address(v) }, o => o.Listen),
        new("listen-tls", "ADDRESS:PORT|off", "Where the console, the API and the HTTP inputs listen over TLS.", (o, v) => o with { ListenTls = Address(v) }, o => o.ListenTls),
        new("insecure-http", "yes|no", "Whether plain HTTP may be served beyond loopback, where passwords and tokens can be read on the way.", (o, v) => o with { InsecureHttp = YesNo(v) }, o => o.InsecureHttp ? "yes" : "no"),
        new("trusted-proxy", "NETWORK", "The address or network of a proxy in front of the server, which is believed who its callers are; may be given several times.", (o, v) => o with { TrustedProxies = [.. o.TrustedProxies, Network(v)] }, o => string.Join(", ", o.TrustedProxies)) { Empty = o => o with { TrustedProxies = [] } },
        new("proxy-header", "x-forwarded|forwarded", "Which headers of a trusted proxy are believed: X-Forwarded-For and X-Forwarded-Proto, or Forwarded (RFC 7239).", (o, v) => o with { ProxyHeader = Header(v) }, o => o.ProxyHeader == ProxyHeader.Forwarded ? "forwarded" : "x-forwarded"),
        new("state", "CONNECTION", "The state database: a PostgreSQL connection string, or the path of a SQLite file. Default: SQLite in the data directory.", (o, v) => o with { State = v }, o => o.State is { } state ? StateInspection.Shown(state) : ""),
        new("rules", "DIR", "A folder of Sigma rules; may be given several times. It is watched for changes.", (o, v) => o with { Rules = [.. o.Rules, Folder(v)] }, o => string.Join(", ", o.Rules)) { Empty = o => o with { Rules = [] } },
        new("content", "PATH", "A file or folder of mappings and log sources that add to what ships; may be given several times.", (o, v) => o with { Content = [.. o.Content, Content(v)] }, o => string.Join(", ", o.Content)) { Empty = o => o with { Content = [] } },
        new("detection.groups-per-minute", "NUMBER", "How many alerts a rule may raise in a minute before it counts as storming.", (o, v) => o with { GroupsPerMinute = Number(v, 1, 1_000_000) }, o => Text(o.GroupsPerMinute)),
        new("syslog.udp", "ADDRESS:PORT|off", "Syslog over UDP.", (o, v) => o with { SyslogUdp = Address(v) }, o => o.SyslogUdp),
        new("syslog.tcp", "ADDRESS:PORT|off", "Syslog over TCP.", (o, v) => o with { SyslogTcp = Address(v) }, o => o.SyslogTcp),
        new("syslog.tls", "ADDRESS:PORT|off", "Syslog over TLS.", (o, v) => o with { SyslogTls = Address(v) }, o => o.SyslogTls),
        new("relp.tcp", "ADDRESS:PORT|off", "RELP.", (o, v) => o with { Relp = Address(v) }, o => o.Relp),
        new("relp.tls", "ADDRESS:PORT|off", "RELP over TLS.", (o, v) => o with { RelpTls = Address(v) }, o => o.RelpTls),
        new("tls.certificate", "FILE", "A certificate of your own for encrypted ports (PEM, with its chain). Default: one from our own authority.", (o, v) => o with { Certificates = o.Certificates with { CertificateFile = File(v) } }, o => o.Certificates.CertificateFile ?? ""),
        new("tls.key", "FILE", "The key of tls.certificate (PEM, without a password), when it is not in the same file.", (o, v) => o with { Certificates = o.Certificates with { KeyFile = File(v) } }, o => o.Certificates.KeyFile ?? ""),
        new("tls.names", "NAME", "A host name or address that our own certificate holds for besides this machine's; may be given several times.", (o, v) => o with { Certificates = o.Certificates with { Names = [.. o.Certificates.Names, v] } }, o => string.Join(", ", o.Certificates.Names)) { Empty = o => o with { Certificates = o.Certificates with { Names = [] } } },
        new("tls.clients", "off|optional|required", "Whether senders over TLS have to show a certificate.", (o, v) => o with { ClientCertificates = Clients(v) }, o => o.ClientCertificates.ToString().ToLowerInvariant()),
        new("tls.client-authority", "FILE", "The authorities whose certificates senders may show (PEM). Default: our own.", (o, v) => o with { Certificates = o.Certificates with { ClientAuthorityFile = File(v) } }, o => o.Certificates.ClientAuthorityFile ?? ""),
        new("otlp.grpc", "ADDRESS:PORT|off", "OpenTelemetry logs over gRPC.", (o, v) => o with { OtlpGrpc = Address(v) }, o => o.OtlpGrpc),
        new("log.gigabytes", "NUMBER", "The most space the event log may take.", (o, v) => o with { LogBytes = (long)Number(v, 1, 100_000) << 30 }, o => Text(o.LogBytes >> 30)),
        new("retention.days", "NUMBER", "How many days events are kept; 0: as long as there is room.", (o, v) => WithDefault(o, rule => rule with { Days = Days(v) }), o => Days(o.Retention.Default)),
        new("retention.gigabytes", "NUMBER", "How much space events may take; 0: no bound.", (o, v) => WithDefault(o, rule => rule with { Gigabytes = Gigabytes(v) }), o => Gigabytes(o.Retention.Default)),
        new("retention.classes", "CLASS=DAYS[,GIGABYTES]", "How long the events of a retention class are kept, and how much space they may take; may be given several times.", WithClass, o => string.Join(", ", o.Retention.Classes.Select(c => $"{c.Key}={Days(c.Value)},{Gigabytes(c.Value)}"))) { Empty = o => o with { Retention = o.Retention with { Classes = new RetentionOptions().Classes } } },
        new("heartbeat", "URL", "An address to call once a minute while all is well.", (o, v) => o with { Heartbeat = Http(v) }, o => o.Heartbeat?.GetLeftPart(UriPartial.Scheme) + o.Heartbeat?.Host),
    ];

    private static string Address(string value)
    {
        if (value == ServerOptions.Off || ListenAddress.Parse(value) is not null) return value;
        throw new SettingException($"'{value}' is not an address and port such as 127.0.0.1:8080, or *:8080 for every address, or off");
    }

    private static IPNetwork Network(string value)
    {
        if (IPNetwork.TryParse(value, out var network)) return network;
        if (IPAddress.TryParse(value, out var address)) return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        throw new SettingException($"'{value}' is not an address or network such as 10.1.2.3 or 10.1.2.0/24");
    }

    private static string Folder(string value) =>
        Directory.Exists(value) ? Path.GetFullPath(value) : throw new SettingException($"'{value}' is not a folder");

    private static string Content(string value) =>
        Path.Exists(value) ? Path.GetFullPath(value) : throw new SettingException($"'{value}' is not a file or folder");

    private static string File(string value) =>
        System.IO.File.Exists(value) ? Path.GetFullPath(value) : throw new SettingException($"'{value}' is not a file");

    private static bool YesNo(string value) => value switch
    {
        "yes" => true,
        "no" => false,
        _ => throw new SettingException($"'{value}' is not yes or no"),
    };

    private static ProxyHeader Header(string value) => value switch
    {
        "x-forwarded" => ProxyHeader.XForwarded,
        "forwarded" => ProxyHeader.Forwarded,
        _ => throw new SettingException($"'{value}' is not x-forwarded or forwarded"),
    };

    private static ClientCertificates Clients(string value) => value switch
    {
        "off" => ClientCertificates.Off,
        "optional" => ClientCertificates.Optional,
        "required" => ClientCertificates.Required,
        _ => throw new SettingException($"'{value}' is not off, optional or required"),
    };

    private static int Number(string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new SettingException(string.Create(CultureInfo.InvariantCulture, $"'{value}' is not a number from {least:N0} to {most:N0}"));

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static ServerOptions WithDefault(ServerOptions options, Func<RetentionRule, RetentionRule> change) =>
        options with { Retention = options.Retention with { Default = change(options.Retention.Default) } };

    private static ServerOptions WithClass(ServerOptions options, string value)
    {
        if (value.Split('=') is not [var name, var rule] || rule.Split(',') is not { Length: 1 or 2 } bounds)
            throw new SettingException($"'{value}' is not a class and how long it is kept, such as long=365 or debug=7,20");
        var classes = new Dictionary<string, RetentionRule>(options.Retention.Classes, StringComparer.Ordinal);
        if (!classes.TryAdd(name, new RetentionRule { Days = Days(bounds[0]), Gigabytes = bounds.Length == 1 ? null : Gigabytes(bounds[1]) }))
            throw new SettingException($"the class '{name}' is given twice");
        return options with { Retention = options.Retention with { Classes = classes } };
    }

    private static string Days(RetentionRule rule) => Text(rule.Days == RetentionRule.Forever ? 0 : rule.Days);

    private static string Gigabytes(RetentionRule rule) => (rule.Gigabytes ?? 0).ToString(CultureInfo.InvariantCulture);

    private static int Days(string value) => Number(value, 0, RetentionRule.Forever) is > 0 and var days ? days : RetentionRule.Forever;

    private static double? Gigabytes(string value) => Number(value, 0, 1_000_000) is > 0 and var gigabytes ? gigabytes : null;

    private static Uri Http(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is not null
            ? uri
            : throw new SettingException($"'{value}' is not an http or https address");
}

/// <summary>A setting.</summary>
/// <param name="Key">Its key in the file, parts joined by dots.</param>
/// <param name="Value">What a value looks like.</param>
/// <param name="Help">What it does.</param>
/// <param name="Apply">Puts a value into the options.</param>
/// <param name="Shown">The value that the options have, as it may be shown to anybody: without passwords.</param>
internal sealed record Setting(string Key, string Value, string Help, Func<ServerOptions, string, ServerOptions> Apply, Func<ServerOptions, string> Shown)
{
    /// <summary>For a setting that may have several values: takes away those of a place that this one replaces. Null for all others.</summary>
    public Func<ServerOptions, ServerOptions>? Empty { get; init; }

    /// <summary>True when it may have several values.</summary>
    public bool IsList => Empty is not null;

    /// <summary>The command line's option.</summary>
    public string Option => "--" + Key.Replace('.', '-');

    /// <summary>The environment variable.</summary>
    public string Variable => "WATCHFLOOR__" + Key.Replace(".", "__", StringComparison.Ordinal).Replace('-', '_').ToUpperInvariant();
}

/// <summary>A setting has a value that it may not have, or is not known; the message names the key and what is allowed.</summary>
internal sealed class SettingException(string message) : Exception(message);
