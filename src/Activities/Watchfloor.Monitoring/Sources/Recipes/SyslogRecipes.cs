using Watchfloor.Contracts.Monitoring;

namespace Watchfloor.Monitoring.Sources.Recipes;

/// <summary>Shippers that speak syslog: over TLS or RELP where the server listens for it, else over HTTP with the token.</summary>
internal static class SyslogRecipes
{
    public static ShipperRecipe Rsyslog(RecipeTarget to) => new("rsyslog", "/etc/rsyslog.d/90-watchfloor.conf", RsyslogText(to));

    public static ShipperRecipe SyslogNg(RecipeTarget to)
    {
        const string Buffer = "disk-buffer(reliable(yes) mem-buf-size(16M) disk-buf-size(1G))";
        var text = RecipeTarget.PortOf(to.Syslog?.Tls) is { } port
            ? Known(to) + $"""
                destination d_watchfloor {"{"}
                  syslog("{to.Host}" port({port}) transport("tls") tls(ca-file("{RecipeTarget.Authority}") peer-verify(required-trusted))
                         {Buffer});
                {"}"};
                """
            : $$"""
                # Needs the package syslog-ng-mod-http.
                destination d_watchfloor {
                  http(url("{{to.Base}}/api/v1/ingest") method("POST") headers("Authorization: Bearer {{to.Token}}", "Content-Type: application/x-ndjson")
                       body("$(format-json @timestamp=$ISODATE host.name=$HOST process.name=$PROGRAM log.syslog.priority=$PRI message=$MESSAGE)")
                       delimiter("\n") batch-lines(1000) batch-timeout(1000) retries(1000000){{to.IfOurs($"\n       tls(ca-file(\"{RecipeTarget.Authority}\") peer-verify(yes))")}}
                       {{Buffer}});
                };
                """;
        return new ShipperRecipe("syslog-ng", "/etc/syslog-ng/conf.d/watchfloor.conf", text + "\nlog { source(s_src); destination(d_watchfloor); flags(flow-control); };");
    }

    public static ShipperRecipe Nxlog(RecipeTarget to)
    {
        const string Input = """
            <Input events>
                Module  im_msvistalog
            </Input>

            """;
        var text = RecipeTarget.PortOf(to.Syslog?.Tls) is { } port
            ? $"""
                <Extension syslog>
                    Module  xm_syslog
                </Extension>

                <Output watchfloor>
                    Module  om_ssl
                    Host    {to.Host}
                    Port    {port}
                    CAFile  C:\ProgramData\watchfloor-ca.pem
                    OutputType  Syslog_TLS
                    Exec    to_syslog_ietf();
                </Output>

                """
            : $"""
                <Extension json>
                    Module  xm_json
                </Extension>

                <Output watchfloor>
                    Module  om_http
                    URL     {to.Base}/api/v1/ingest
                    AddHeader  Authorization: Bearer {to.Token}
                    ContentType  application/x-ndjson{to.IfOurs("\n    HTTPSCAFile  C:\\ProgramData\\watchfloor-ca.pem")}
                    Exec    to_json();
                </Output>

                """;
        return new ShipperRecipe("nxlog", @"C:\Program Files\nxlog\conf\nxlog.d\watchfloor.conf", Input + text + "<Route watchfloor>\n    Path  events => watchfloor\n</Route>");
    }

    private static string RsyslogText(RecipeTarget to)
    {
        // Not a queue in memory that a disk assists: its second worker ends as soon as the disk is empty, and forgets what had no answer yet.
        var queue = "queue.type=\"Disk\" queue.filename=\"watchfloor\" action.resumeRetryCount=\"-1\"";
        if (RecipeTarget.PortOf(to.Syslog?.RelpTls) is { } relpTls)
            return Known(to) + $"""
                module(load="omrelp" tls.tlslib="openssl")
                action(type="omrelp" target="{to.Host}" port="{relpTls}" tls="on" tls.caCert="{RecipeTarget.Authority}"
                       tls.authMode="name" tls.permittedPeer=["{to.Host}"] template="RSYSLOG_SyslogProtocol23Format" {queue})
                """;
        if (RecipeTarget.PortOf(to.Syslog?.Relp) is { } relp)
            return Known(to) + $"""
                module(load="omrelp")
                action(type="omrelp" target="{to.Host}" port="{relp}" template="RSYSLOG_SyslogProtocol23Format" {queue})
                """;
        if (RecipeTarget.PortOf(to.Syslog?.Tls) is { } tls)
            return Known(to) + $"""
                global(DefaultNetstreamDriverCAFile="{RecipeTarget.Authority}")
                action(type="omfwd" target="{to.Host}" port="{tls}" protocol="tcp" TCP_Framing="octet-counted"
                       StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="x509/name" StreamDriverPermittedPeers="{to.PeerName ?? to.Host}"
                       template="RSYSLOG_SyslogProtocol23Format" {queue})
                """;
        return $$"""
            # Needs the package rsyslog-elasticsearch.
            module(load="omelasticsearch")
            template(name="watchfloor" type="list" option.jsonf="on") {
              property(outname="@timestamp" name="timereported" dateFormat="rfc3339" format="jsonf")
              property(outname="host.name" name="hostname" format="jsonf")
              property(outname="process.name" name="programname" format="jsonf")
              property(outname="log.syslog.priority" name="pri" format="jsonf")
              property(outname="message" name="msg" format="jsonf")
            }
            action(type="omelasticsearch" server="{{to.Base}}/elastic" searchIndex="{{to.Name}}" searchType="" bulkmode="on" template="watchfloor"
                   uid="watchfloor" pwd="{{to.Token}}"{{to.IfOurs($" tls.cacert=\"{RecipeTarget.Authority}\"")}} {{queue}})
            """;
    }

    /// <summary>Syslog shows no token, so its senders are known by their addresses.</summary>
    private static string Known(RecipeTarget to) => to.HasNetworks
        ? ""
        : $"# Syslog shows no token: until `watchfloor source change {to.Name} --network ADDRESS` is given,\n# what this sends belongs to {DefaultSources.NameOf("syslog")}.\n";
}
