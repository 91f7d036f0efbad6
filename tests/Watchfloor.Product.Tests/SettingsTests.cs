using Watchfloor.Platform.Store.Retention;
using Watchfloor.Serve;

namespace Watchfloor.Product.Tests;

public sealed class SettingsTests : IDisposable
{
    private static readonly Dictionary<string, string> _noEnvironment = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Read_NothingGiven_IsTheDefault()
    {
        var options = SettingsReader.Read(_folder.FullName, null, _noEnvironment, []);

        Assert.Equal(new ServerOptions { Data = _folder.FullName, Rules = options.Rules }, options);
        Assert.Empty(options.Rules);
    }

    [Fact]
    public void Read_ThreePlaces_TheNearerWins()
    {
        Write("listen: 127.0.0.1:1\nsyslog:\n  udp: 127.0.0.1:2\n  tcp: 127.0.0.1:3\nretention:\n  days: 7\n");

        var options = SettingsReader.Read(
            _folder.FullName,
            null,
            new Dictionary<string, string> { ["WATCHFLOOR__LISTEN"] = "127.0.0.1:10", ["WATCHFLOOR__SYSLOG__UDP"] = "off", ["HOME"] = "x" },
            [(Of("listen"), ["[::1]:100"])]);

        Assert.Equal(("[::1]:100", "off", "127.0.0.1:3", 7), (options.Listen, options.SyslogUdp, options.SyslogTcp, options.Retention.Default.Days));
    }

    [Fact]
    public void Read_RulesInTwoPlaces_TheNearerListReplacesTheOther()
    {
        Write($"rules:\n  - {_folder.FullName}\n  - {_folder.FullName}\n");

        Assert.Equal(2, SettingsReader.Read(_folder.FullName, null, _noEnvironment, []).Rules.Count);
        Assert.Single(SettingsReader.Read(_folder.FullName, null, _noEnvironment, [(Of("rules"), [_folder.FullName])]).Rules);
    }

    [Fact]
    public void Read_RetentionClasses_HaveDaysAndSpace_ZeroIsNoBound()
    {
        Write("retention:\n  days: 0\n  gigabytes: 500\n  classes:\n    - long=365\n    - debug=7,20\n    - audit=0,0\n");

        var retention = SettingsReader.Read(_folder.FullName, null, _noEnvironment, []).Retention;

        Assert.Equal(new RetentionRule { Days = RetentionRule.Forever, Gigabytes = 500 }, retention.Of("std"));
        Assert.Equal(new RetentionRule { Days = 365 }, retention.Of("long"));
        Assert.Equal(new RetentionRule { Days = 7, Gigabytes = 20 }, retention.Of("debug"));
        Assert.Equal(new RetentionRule { Days = RetentionRule.Forever }, retention.Of("audit"));
        Assert.Equal(["audit", "debug", "long", "std"], retention.Names);
    }

    [Theory]
    [InlineData("lsten: 127.0.0.1:1\n", "'lsten' is no setting; known are data, listen")]
    [InlineData("syslog:\n  udpp: off\n", ":2: 'syslog.udpp' is no setting")]
    [InlineData("listen: somewhere\n", "listen in ")]
    [InlineData("listen: 'off'\n", "listen and listen-tls are both off")]
    // An address of six groups and no port, or the loopback with one: it must say which by brackets.
    [InlineData("listen: '::1:8080'\n", "is not an address and port")]
    [InlineData("retention:\n  days: many\n", "'many' is not a number from 0 to 36,500")]
    [InlineData("retention:\n  classes: [long]\n", "'long' is not a class and how long it is kept")]
    [InlineData("retention:\n  classes: ['long=1,2,3']\n", "'long=1,2,3' is not a class and how long it is kept")]
    [InlineData("retention:\n  classes: [long=ever]\n", "'ever' is not a number from 0 to 36,500")]
    [InlineData("retention:\n  classes: [long=1, long=2]\n", "the class 'long' is given twice")]
    [InlineData("retention:\n  classes: [Long=1]\n", "retention.classes.Long: a class is named by 1 to 24 small letters")]
    [InlineData("rules: /nowhere/at/all\n", "is not a folder")]
    [InlineData("listen: [a, b]\n", "listen takes one value")]
    [InlineData("- listen\n", "key: value")]
    [InlineData("listen: 'x\n", "not YAML")]
    [InlineData("trusted-proxy: everyone\n", "'everyone' is not an address or network")]
    [InlineData("proxy-header: x-real-ip\n", "'x-real-ip' is not x-forwarded or forwarded")]
    [InlineData("insecure-http: maybe\n", "'maybe' is not yes or no")]
    [InlineData("listen: 0.0.0.0:8080\n", "because 0.0.0.0:8080 is not encrypted")]
    [InlineData("listen: '*:8080'\notlp:\n  grpc: 10.0.0.1:4317\n", "because *:8080 and 10.0.0.1:4317 are not encrypted")]
    [InlineData("listen: 10.0.0.1:8080\ninsecure-http: no\n", "set listen-tls for the network")]
    [InlineData("heartbeat: ftp://x\n", "not an http or https address")]
    public void Read_WrongFile_NamesTheKeyAndWhatIsAllowed(string text, string expected)
    {
        Write(text);

        var refused = Assert.Throws<SettingException>(() => SettingsReader.Read(_folder.FullName, null, _noEnvironment, []));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("listen: 127.0.0.1:8080\n")]
    [InlineData("listen: '[::1]:8080'\n")]
    [InlineData("listen: 0.0.0.0:8080\ninsecure-http: yes\n")]
    [InlineData("listen: 0.0.0.0:8080\ntrusted-proxy: 10.0.0.1\n")]
    [InlineData("listen: 'off'\nlisten-tls: 0.0.0.0:8443\nsyslog:\n  udp: 0.0.0.0:514\n")]
    public void Read_EncryptedOrAtHomeOrAskedFor_IsTaken(string text)
    {
        Write(text);

        Assert.NotNull(SettingsReader.Read(_folder.FullName, null, _noEnvironment, []));
    }

    [Fact]
    public void Read_UnknownVariable_IsRefusedByName() =>
        Assert.Contains(
            "WATCHFLOOR__LSTEN",
            Assert.Throws<SettingException>(() => SettingsReader.Read("x", null, new Dictionary<string, string> { ["WATCHFLOOR__LSTEN"] = "1" }, [])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Read_NamedFileThatIsNotThere_IsRefused() =>
        Assert.Throws<SettingException>(() => SettingsReader.Read("x", Path.Combine(_folder.FullName, "none.yaml"), _noEnvironment, []));

    private static Setting Of(string key) => Settings.All.Single(s => s.Key == key);

    private void Write(string text) => File.WriteAllText(Path.Combine(_folder.FullName, "watchfloor.yaml"), text);
}
