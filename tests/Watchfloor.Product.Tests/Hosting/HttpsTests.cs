using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Health;
using Watchfloor.Platform.Identity.Users;
using Watchfloor.Platform.Secrets.Certificates;
using Watchfloor.Product.Tests.Identity;

namespace Watchfloor.Product.Tests.Hosting;

/// <summary>The API, the pages and the HTTP inputs over TLS.</summary>
public sealed class HttpsTests : IDisposable
{
    private const string Name = "soc.example.org";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-https-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Request_WithOurAuthority_IsAnswered(string version)
    {
        await using var server = await StartAsync();
        using var client = server.TlsClient(AuthorityOf(server));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz/live") { Version = Version.Parse(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };

        using var answer = await client.SendAsync(request, Cancel);

        Assert.Equal((HttpStatusCode.OK, Version.Parse(version)), (answer.StatusCode, answer.Version));
    }

    [Fact]
    public async Task Request_ToAnotherAuthority_GoesNoFurther()
    {
        await using var server = await StartAsync();
        await using var other = await StartAsync();

        foreach (var trust in new[] { null, AuthorityOf(other) })
        {
            using var client = server.TlsClient(trust);
            await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/healthz/live", Cancel));
        }
    }

    [Fact]
    public async Task SignIn_OverTls_GivesACookieForTlsAlone()
    {
        await using var server = await StartAsync();
        Assert.Null((await server.Services.GetRequiredService<UserStore>().CreateAsync("Root", IdentityHost.Password, [Roles.Administrator], Actor.System, Cancel)).Error);
        using var client = server.TlsClient(AuthorityOf(server));

        using var secure = await client.PostAsJsonAsync("/api/v1/session", new { name = "Root", password = IdentityHost.Password }, Cancel);
        using var clear = await server.Http.PostAsJsonAsync("/api/v1/session", new { name = "Root", password = IdentityHost.Password }, Cancel);

        var cookie = Assert.Single(secure.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-watchfloor_session=", cookie, StringComparison.Ordinal);
        Assert.Contains("; secure", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("; secure", Assert.Single(clear.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        using var session = new HttpRequestMessage(HttpMethod.Get, "/api/v1/session") { Headers = { { "Cookie", cookie.Split(';')[0] } } };
        using var known = await client.SendAsync(session, Cancel);
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
    }

    [Fact]
    public async Task Inputs_OverTls_TakeEvents()
    {
        await using var server = await StartAsync();
        var token = await server.TokenAsync("ingest");
        using var client = server.TlsClient(AuthorityOf(server));
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var body = new StringContent("{\"n\":1}", Encoding.UTF8, "application/x-ndjson");

        using var ingest = await client.PostAsync("/api/v1/ingest", body, Cancel);
        // An empty message, framed as gRPC frames it: no compression, length 0.
        using var call = new HttpRequestMessage(HttpMethod.Post, "/opentelemetry.proto.collector.logs.v1.LogsService/Export")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { { "TE", "trailers" } },
            Content = new ByteArrayContent(new byte[5]) { Headers = { ContentType = new("application/grpc") } },
        };
        using var taken = await client.SendAsync(call, Cancel);
        await taken.Content.CopyToAsync(Stream.Null, Cancel);

        Assert.Equal(HttpStatusCode.OK, ingest.StatusCode);
        Assert.Equal("0", Assert.Single(taken.TrailingHeaders.GetValues("grpc-status")));
    }

    [Fact]
    public async Task UsersCertificate_Replaced_ShowsWithoutARestart()
    {
        var (certificate, key) = await IssueAsync();
        await using var server = await StartAsync(o => o with { Certificates = new CertificateOptions { CertificateFile = certificate, KeyFile = key } });
        var first = await ShownAsync(server);
        await IssueAsync();
        File.SetLastWriteTimeUtc(certificate, DateTime.UnixEpoch.AddDays(1));

        server.Services.GetRequiredService<ServerCertificate>().Refresh();

        var second = await ShownAsync(server);
        Assert.NotEqual(first, second);
        using var file = X509CertificateLoader.LoadCertificateFromFile(certificate);
        Assert.Equal(file.Thumbprint, second);
        Assert.Equal(Name, server.PublicAddress.Host);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commands_OnTheSameMachine_TrustItByThemselves(bool usersCertificate)
    {
        var (certificate, key) = await IssueAsync();
        await using var server = await StartAsync(o => o with { Listen = "off", Certificates = usersCertificate ? new CertificateOptions { CertificateFile = certificate, KeyFile = key } : new() });

        var (code, _, error) = await RunningCommand.RunAsync("source", "list", "--data", server.Data);
        var (health, report, _) = await RunningCommand.RunAsync("doctor", "--data", server.Data);

        Assert.True(code == 0, error);
        Assert.Contains("ok    server: it runs at https://127.0.0.1:", report.Replace("\n", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.True(health is 0 or 1);
    }

    [Fact]
    public async Task Commands_FromElsewhere_NeedTheAuthority()
    {
        await using var server = await StartAsync();
        var elsewhere = Path.Combine(_folder.FullName, "none");
        string[] list = ["source", "list", "--server", server.PublicAddress.ToString(), "--token", await server.TokenAsync("read"), "--data", elsewhere];

        var refused = await RunningCommand.RunAsync(list);
        var trusted = await RunningCommand.RunAsync([.. list, "--ca", AuthorityOf(server)]);
        var wrong = await RunningCommand.RunAsync([.. list, "--ca", Path.Combine(elsewhere, "ca.pem")]);

        Assert.Equal(3, refused.Code);
        Assert.Contains("--ca FILE", refused.Error, StringComparison.Ordinal);
        Assert.True(trusted.Code == 0, trusted.Error);
        Assert.Equal(2, wrong.Code);
    }

    [Fact]
    public async Task SourceAdd_PrintsTheEncryptedAddressAndTheAuthority()
    {
        await using var server = await StartAsync(o => o with { ListenTls = "*:0", Certificates = new CertificateOptions { Names = ["*.example.org", Name] } });

        var (code, output, error) = await RunningCommand.RunAsync("source", "add", "web", "--kind", "http", "--data", server.Data);
        var alone = await RunningCommand.RunAsync("source", "add", "other", "--kind", "http", "--for", "curl", "--data", server.Data);

        Assert.True(code == 0, error);
        Assert.Contains($"https://{Name}:{server.PublicAddress.Port}/api/v1/ingest", output, StringComparison.Ordinal);
        Assert.Contains("--cacert /etc/watchfloor-ca.pem", output, StringComparison.Ordinal);
        Assert.Contains((await File.ReadAllTextAsync(AuthorityOf(server), Cancel)).Trim(), output, StringComparison.Ordinal);
        Assert.DoesNotContain("BEGIN CERTIFICATE", alone.Output, StringComparison.Ordinal);
        Assert.Contains("watchfloor ca show", alone.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:0", "off", HealthStatus.Good)]
    [InlineData("0.0.0.0:0", "off", HealthStatus.Warning)]
    [InlineData("*:0", "off", HealthStatus.Warning)]
    [InlineData("127.0.0.1:0", "*:0", HealthStatus.Warning)]
    public async Task ListeningInTheClear_BeyondLoopback_IsSaid(string listen, string grpc, HealthStatus expected)
    {
        await using var server = await RunningServer.StartAsync(o => o with { Listen = listen, OtlpGrpc = grpc });

        var report = await server.Owner.GetFromJsonAsync("/api/v1/health", HealthJson.Default.HealthReport, Cancel);

        var part = report!.Parts.Single(p => p.Name == "http");
        Assert.Equal(expected, part.Status);
        Assert.Equal(expected == HealthStatus.Warning, part.Message.Contains("listen-tls", StringComparison.Ordinal));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Task<RunningServer> StartAsync(Func<Serve.ServerOptions, Serve.ServerOptions>? change = null) => RunningServer.StartAsync(o =>
    {
        var options = o with { ListenTls = "127.0.0.1:0" };
        return change?.Invoke(options) ?? options;
    });

    private static string AuthorityOf(RunningServer server) => Path.Combine(server.Data, "keys", "ca.pem");

    /// <summary>The certificate that a new connection is shown.</summary>
    private static async Task<string> ShownAsync(RunningServer server)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, server.PublicAddress.Port, Cancel);
#pragma warning disable CA5359 // It is looked at, not trusted.
        await using var tls = new SslStream(socket.GetStream(), leaveInnerStreamOpen: true, (_, _, _, _) => true);
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync(Name);
        return new X509Certificate2(tls.RemoteCertificate!).Thumbprint;
    }

    /// <summary>A certificate as a user would bring it: for a name, and of no authority that we know.</summary>
    private async Task<(string Certificate, string Key)> IssueAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + Name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Name);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddDays(90));
        var (certificate, keyFile) = (Path.Combine(_folder.FullName, "users.pem"), Path.Combine(_folder.FullName, "users-key.pem"));
        await File.WriteAllTextAsync(certificate, issued.ExportCertificatePem(), Cancel);
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem(), Cancel);
        return (certificate, keyFile);
    }
}
