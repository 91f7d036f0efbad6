using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Watchfloor.Engine.Tests;
using Watchfloor.Platform.Secrets.Certificates;

namespace Watchfloor.Product.Tests.Inputs.Syslog;

public sealed class SyslogTlsTests
{
    private const string Input = "syslog.tls";

    [Fact]
    public async Task Send_OverTls_Arrives()
    {
        await using var host = await SyslogHost.StartAsync(o => o.Tls = "127.0.0.1:0");
        await using var sender = await AuthenticateAsync(host, null);

        await sender.SendAsync("<13>Mar  4 05:06:07 h a: one\n" + new string('x', 40_000) + "\n");

        await Eventually.TrueAsync(() => host.Intake.Events == 2);
        Assert.Equal("<13>Mar  4 05:06:07 h a: one", host.Intake.Raw[0]);
        Assert.Equal(SslProtocols.Tls13, sender.SslProtocol);
    }

    [Theory]
    [InlineData(ClientCertificates.Off, "none", true)]
    [InlineData(ClientCertificates.Optional, "none", true)]
    [InlineData(ClientCertificates.Optional, "own", true)]
    [InlineData(ClientCertificates.Optional, "foreign", false)]
    [InlineData(ClientCertificates.Required, "none", false)]
    [InlineData(ClientCertificates.Required, "own", true)]
    [InlineData(ClientCertificates.Required, "foreign", false)]
    [InlineData(ClientCertificates.Required, "server", false)]
    [InlineData(ClientCertificates.Required, "expired", false)]
    public async Task Handshake_ClientCertificate_DecidesWhoMaySend(ClientCertificates asked, string shown, bool isTaken)
    {
        await using var host = await SyslogHost.StartAsync(o => (o.Tls, o.ClientCertificates) = ("127.0.0.1:0", asked));
        await using var foreign = await SyslogHost.StartAsync(o => o.Tls = "127.0.0.1:0");
        var certificate = shown switch
        {
            "own" => Pem(host.Authority.IssueClient("sender", TimeSpan.FromDays(1))),
            "foreign" => Pem(foreign.Authority.IssueClient("sender", TimeSpan.FromDays(1))),
            "server" => Pem(host.Authority.IssueServer([])),
            "expired" => Pem(host.Authority.IssueClient("sender", TimeSpan.FromMinutes(-1))),
            _ => null,
        };

        // TLS 1.3 tells a client of the refusal only when it reads, so what arrives decides.
        try
        {
            await using var sender = await AuthenticateAsync(host, certificate);
            await sender.SendAsync("<13>one\n");
            if (isTaken) await Eventually.TrueAsync(() => host.Intake.Events == 1);
            else Assert.Equal("", await sender.ReadAsync(1));
        }
        catch (Exception e) when (!isTaken && e is IOException or AuthenticationException)
        {
        }

        if (!isTaken) await Eventually.TrueAsync(() => host.Figures(Input).Refused == 1);
        Assert.Equal(isTaken ? 1 : 0, host.Intake.Events);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("<13>no TLS at all\n")]
    public async Task Handshake_Garbage_IsRefusedAndCounted(string sent)
    {
        await using var host = await SyslogHost.StartAsync(o => o.Tls = "127.0.0.1:0");
        await using var sender = await host.ConnectAsync(Input);

        await sender.SendAsync(sent);

        await Eventually.TrueAsync(() => host.Figures(Input) is { Refused: 1, Connections: 0 });
    }

    [Fact]
    public async Task Handshake_NeverBegun_IsClosedInTime()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var host = await SyslogHost.StartAsync(o => o.Tls = "127.0.0.1:0", time: time);
        await using var sender = await host.ConnectAsync(Input);
        await Eventually.TrueAsync(() => host.Figures(Input).Connections == 1);

        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(10));
            return host.Figures(Input).Connections == 0;
        });
    }

    internal static async Task<SslStream> AuthenticateAsync(SyslogHost host, X509Certificate2? client)
    {
        var stream = new SslStream(await host.ConnectAsync(Input));
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ClientCertificates = client is null ? null : [client],
                CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { host.Authority.Certificate }, RevocationMode = X509RevocationMode.NoCheck },
            },
            TestContext.Current.CancellationToken);
        return stream;
    }

    private static X509Certificate2 Pem(IssuedCertificate issued) => X509Certificate2.CreateFromPem(issued.CertificatePem, issued.KeyPem);
}
