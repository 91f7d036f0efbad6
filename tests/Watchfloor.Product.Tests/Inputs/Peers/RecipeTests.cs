using System.Net;
using System.Net.Http.Json;
using Watchfloor.Contracts.Monitoring;
using Watchfloor.EndToEnd.Tests.Serving;
using Watchfloor.Engine.Tests;
using Watchfloor.Product.Tests.Hosting;
using Watchfloor.Product.Tests.Inputs.Syslog.Peers;
using Watchfloor.Serve;

namespace Watchfloor.Product.Tests.Inputs.Peers;

/// <summary>The configuration that <c>source add</c> prints, given as it is to the program that it is for: what is logged there is found here.</summary>
public sealed class RecipeTests : IDisposable
{
    private const string Authority = "/etc/watchfloor-ca.pem";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-peer-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("rsyslog", "relp-tls", "127.0.0.1")]
    [InlineData("rsyslog", "relp-tls", "localhost")]
    [InlineData("rsyslog", "relp", "127.0.0.1")]
    [InlineData("rsyslog", "syslog-tls", "127.0.0.1")]
    [InlineData("rsyslog", "syslog-tls", "localhost")]
    [InlineData("rsyslog", "https", "127.0.0.1")]
    [InlineData("rsyslog", "http", "127.0.0.1")]
    [InlineData("syslog-ng", "syslog-tls", "127.0.0.1")]
    [InlineData("syslog-ng", "syslog-tls", "localhost")]
    [InlineData("syslog-ng", "https", "127.0.0.1")]
    [InlineData("syslog-ng", "http", "127.0.0.1")]
    public async Task Recipe_AsPrinted_BringsWhatIsLogged(string shipper, string listens, string host)
    {
        await using var server = await RunningServer.StartAsync(o => Listen(o, listens));
        var authority = Path.Combine(server.Data, "keys", "ca.pem");
        var (text, pem) = await RecipeAsync(server, shipper, listens == "https" || server.PublicAddress.Scheme == "http" ? $"{server.PublicAddress.Scheme}://{host}:{server.PublicAddress.Port}" : "");
        Assert.Equal(text.Contains(Authority, StringComparison.Ordinal), pem == await File.ReadAllTextAsync(authority, Cancel));
        var socket = Path.Combine(_folder.FullName, "log");
        text = text.Replace(Authority, authority, StringComparison.Ordinal);

        using var peer = shipper == "rsyslog"
            ? Daemon.Rsyslog(_folder, $"module(load=\"imuxsock\" SysSock.Use=\"off\")\ninput(type=\"imuxsock\" Socket=\"{socket}\" CreatePath=\"on\")\n{text}\n")
            : Daemon.SyslogNg(_folder, $"source s_src {{ unix-dgram(\"{socket}\"); }};\n{text}\n");
        await Eventually.TrueAsync(() => File.Exists(socket), peer.Said);
        var message = "m" + Guid.NewGuid().ToString("N");
        await Daemon.LoggerAsync("-u", socket, message);

        await Eventually.TrueAsync(async () => (await FindAsync(server, message)).Contains(message, StringComparison.Ordinal), peer.Said);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static ServerOptions Listen(ServerOptions options, string what)
    {
        var free = $"127.0.0.1:{ServerProcess.FreePort()}";
        return what switch
        {
            "relp-tls" => options with { RelpTls = free },
            "relp" => options with { Relp = free },
            "syslog-tls" => options with { SyslogTls = free },
            "https" => options with { ListenTls = free },
            _ => options,
        };
    }

    private static async Task<(string Text, string? Authority)> RecipeAsync(RunningServer server, string shipper, string address)
    {
        var add = new AddSource { Name = "web", Kind = "syslog", Settings = new(), Address = address };
        using var answer = await server.Owner.PostAsJsonAsync("/api/v1/sources", add, SourcesJson.Default.AddSource, Cancel);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var made = (await answer.Content.ReadFromJsonAsync(SourcesJson.Default.SourceWithToken, Cancel))!;
        return (made.Recipes.Single(r => r.Shipper == shipper).Text, made.Authority);
    }

    private static async Task<string> FindAsync(RunningServer server, string message)
    {
        using var answer = await server.Owner.PostAsJsonAsync("/api/v1/query", new { where = $"message has '{message}'" }, Cancel);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }
}
