using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Watchfloor.Platform.Secrets.Certificates;

namespace Watchfloor.Platform.Tests.Secrets;

public sealed class CertificateTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-certificates-");
    private readonly DataDirectory _data;
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    public CertificateTests() => _data = DataDirectory.Open(_folder.FullName);

    public void Dispose()
    {
        _data.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Authority_MadeOnce_IsTheSameAfterwards_KeyForItsOwnerOnly()
    {
        using var first = CertificateAuthority.Open(_data, _time);
        using var second = CertificateAuthority.Open(_data, _time);

        Assert.Equal(first.Certificate.Thumbprint, second.Certificate.Thumbprint);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_data.Keys, "ca-key.pem")));
        Assert.DoesNotContain("PRIVATE KEY", first.Pem, StringComparison.Ordinal);
        Assert.Equal(_time.GetUtcNow().AddYears(10).Date, first.Certificate.NotAfter.ToUniversalTime().Date);
    }

    [Fact]
    public void Authority_KeyGone_IsRefusedWithTheWayOut()
    {
        CertificateAuthority.Open(_data, _time).Dispose();
        File.Delete(Path.Combine(_data.Keys, "ca-key.pem"));

        var fault = Assert.Throws<CertificateException>(() => CertificateAuthority.Open(_data, _time));

        Assert.Contains("restore the key from a backup", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Authority_Damaged_IsRefusedByName()
    {
        CertificateAuthority.Open(_data, _time).Dispose();
        File.WriteAllText(Path.Combine(_data.Keys, "ca.pem"), "nonsense");

        Assert.Contains("ca.pem", Assert.Throws<CertificateException>(() => CertificateAuthority.Open(_data, _time)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sslserver", true)]
    [InlineData("sslclient", false)]
    public void Server_Verified_ByOpensslForItsPurposeOnly(string purpose, bool holds)
    {
        using var authority = CertificateAuthority.Open(_data, _time);
        using var server = Server(authority, new());

        Assert.Equal(holds, Verify(authority, Path.Combine(_data.Keys, "server.pem"), purpose));
    }

    [Theory]
    [InlineData("sslserver", false)]
    [InlineData("sslclient", true)]
    public void Client_Verified_ByOpensslForItsPurposeOnly(string purpose, bool holds)
    {
        using var authority = CertificateAuthority.Open(_data, _time);
        var files = authority.IssueClient("web-1", TimeSpan.FromDays(10)).Save(Path.Combine(_folder.FullName, "out"), "web-1", authority);

        Assert.Equal(["web-1.pem", "web-1-key.pem", "ca.pem"], files.Select(Path.GetFileName));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(files[1]));
        Assert.Equal(holds, Verify(authority, files[0], purpose));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../x")]
    [InlineData("-x")]
    [InlineData("a b")]
    public void Client_BadName_IsRefused(string name)
    {
        using var authority = CertificateAuthority.Open(_data, _time);

        Assert.Throws<ArgumentException>(() => authority.IssueClient(name, TimeSpan.FromDays(1)));
    }

    [Fact]
    public void Server_Names_AreTheMachinesAndThoseAskedFor()
    {
        using var authority = CertificateAuthority.Open(_data, _time);
        using (var plain = Server(authority, new()))
        {
            Assert.All([Dns.GetHostName(), "localhost", "127.0.0.1", "::1"], name => Assert.True(plain.Current.MatchesHostname(name), name));
            Assert.False(plain.Current.MatchesHostname("soc.example.org"));
        }

        using var named = Server(authority, new() { Names = ["soc.example.org", "192.0.2.7"] });
        Assert.True(named.Current.MatchesHostname("soc.example.org"));
        Assert.True(named.Current.MatchesHostname("192.0.2.7"));
        Assert.Throws<CertificateException>(() => Server(authority, new() { Names = ["no name"] }));
    }

    [Fact]
    public void Server_NearItsEnd_IsRenewedWithoutARestart()
    {
        using var authority = CertificateAuthority.Open(_data, _time);
        using var server = Server(authority, new());
        var first = server.Current.Thumbprint;
        Assert.Equal(397, (server.Health.NotAfter - _time.GetUtcNow()).Days, 1.0);

        _time.Advance(TimeSpan.FromDays(360));
        server.Refresh();
        Assert.Equal(first, server.Current.Thumbprint);
        _time.Advance(TimeSpan.FromDays(8));
        server.Refresh();

        Assert.NotEqual(first, server.Current.Thumbprint);
        Assert.Null(server.Health.Warning);
        Assert.Same(server.Current, server.TlsOptions(ClientCertificates.Off).ServerCertificateContext!.TargetCertificate);
        using var restarted = Server(authority, new());
        Assert.Equal(server.Current.Thumbprint, restarted.Current.Thumbprint);
    }

    [Fact]
    public void Server_OwnFileDamaged_IsMadeAnew()
    {
        using var authority = CertificateAuthority.Open(_data, _time);
        Server(authority, new()).Dispose();
        File.WriteAllText(Path.Combine(_data.Keys, "server.pem"), "nonsense");

        using var server = Server(authority, new());

        Assert.True(server.Current.MatchesHostname("localhost"));
    }

    [Fact]
    public void Users_FileReplaced_NewOneIsShown_BrokenOneIsNot()
    {
        using var authority = CertificateAuthority.Open(_data, _time);
        var (file, key) = (Path.Combine(_folder.FullName, "user.pem"), Path.Combine(_folder.FullName, "user-key.pem"));
        Write(authority, file, key, 0);
        using var server = Server(authority, new() { CertificateFile = file, KeyFile = key });
        var first = server.Current.Thumbprint;
        Assert.False(server.Health.IsOwn);

        File.WriteAllText(file, "half written");
        File.SetLastWriteTimeUtc(file, _time.GetUtcNow().UtcDateTime.AddMinutes(1));
        server.Refresh();
        Assert.Equal(first, server.Current.Thumbprint);
        Assert.Contains("user.pem", server.Health.Warning, StringComparison.Ordinal);

        Write(authority, file, key, 2);
        server.Refresh();
        Assert.NotEqual(first, server.Current.Thumbprint);
        Assert.Null(server.Health.Warning);
    }

    [Fact]
    public void Users_NearItsEnd_IsWarnedOf()
    {
        using var authority = CertificateAuthority.Open(_data, _time);
        var file = Path.Combine(_folder.FullName, "user.pem");
        var issued = authority.IssueServer([]);
        File.WriteAllText(file, issued.CertificatePem + issued.KeyPem);
        using var server = Server(authority, new() { CertificateFile = file });

        _time.Advance(TimeSpan.FromDays(366));
        Assert.Null(server.Health.Warning);
        _time.Advance(TimeSpan.FromDays(2));
        Assert.Contains("expires on", server.Health.Warning, StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromDays(30));
        Assert.Contains("expired on", server.Health.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Users_KeyOfAnother_IsRefusedByName()
    {
        using var authority = CertificateAuthority.Open(_data, _time);
        var (file, key) = (Path.Combine(_folder.FullName, "user.pem"), Path.Combine(_folder.FullName, "user-key.pem"));
        File.WriteAllText(file, authority.IssueServer([]).CertificatePem);
        File.WriteAllText(key, authority.IssueServer([]).KeyPem);

        var fault = Assert.Throws<CertificateException>(() => Server(authority, new() { CertificateFile = file, KeyFile = key }));

        Assert.Contains("user-key.pem", fault.Message, StringComparison.Ordinal);
    }

    private void Write(CertificateAuthority authority, string file, string key, int minutes)
    {
        var issued = authority.IssueServer([]);
        File.WriteAllText(file, issued.CertificatePem);
        File.WriteAllText(key, issued.KeyPem);
        File.SetLastWriteTimeUtc(file, _time.GetUtcNow().UtcDateTime.AddMinutes(minutes));
    }

    private ServerCertificate Server(CertificateAuthority authority, CertificateOptions options) =>
        new(_data, options, authority, _time, NullLogger<ServerCertificate>.Instance);

    /// <summary>Whether openssl(1) takes a certificate for a purpose.</summary>
    private bool Verify(CertificateAuthority authority, string file, string purpose)
    {
        var trusted = Path.Combine(_folder.FullName, "trusted.pem");
        File.WriteAllText(trusted, authority.Pem);
        using var openssl = Process.Start(new ProcessStartInfo("openssl", ["verify", "-x509_strict", "-purpose", purpose, "-CAfile", trusted, file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        openssl.WaitForExit();
        return openssl.ExitCode == 0;
    }
}
