using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Watchfloor.Contracts.Access;
using Watchfloor.Diagnostics;
using Watchfloor.Platform.Identity;
using Watchfloor.Platform.Identity.Users;
using Watchfloor.Platform.State;
using Watchfloor.Platform.Tests.State;
using Watchfloor.Product.Tests.Identity;
using Watchfloor.Serve;

namespace Watchfloor.Product.Tests.Hosting;

/// <summary>The bundle for whoever is asked for help: all that he needs, and no secret.</summary>
public sealed class DiagnosticsTests : IDisposable
{
    private const string PasswordOfState = "Pw0fTheState!";
    private const string PasswordOfHeartbeat = "Pw0fTheHeartbeat";
    private const string PathOfHeartbeat = "b7a0c1d2-ping-key";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-diagnostics-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Bundle_OfARunningServer_HoldsEveryPart()
    {
        await using var server = await RunningServer.StartAsync();
        await server.TokenAsync("ingest");
        server.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Test").LogError(Thrown("a reason"), "it {What}", "happened");
        var file = Path.Combine(_folder.FullName, "out.zip");

        var (code, _, error) = await RunningCommand.RunAsync("diagnostics", file, "--data", server.Data);

        Assert.True(code == 0, error);
        var parts = Unpack(await File.ReadAllBytesAsync(file, Cancel));
        Assert.Equal(["about.json", "doctor.txt", "health.json", "log.txt", "metrics.txt", "runtime.json", "settings.json", "sources.json", "store.json"], parts.Keys.Order(StringComparer.Ordinal));
        Assert.All(parts.Where(p => p.Key.EndsWith(".json", StringComparison.Ordinal)), p => JsonDocument.Parse(p.Value).Dispose());
        Assert.Equal(Settings.All.Select(s => s.Key), JsonDocument.Parse(parts["settings.json"]).RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Contains("watchfloor_pipeline_events", parts["metrics.txt"], StringComparison.Ordinal);
        Assert.Contains("Error Test: it happened (InvalidOperationException: a reason)", parts["log.txt"], StringComparison.Ordinal);
        Assert.DoesNotContain(nameof(Thrown), parts["log.txt"], StringComparison.Ordinal);
        Assert.Contains("data directory: " + server.Data, parts["doctor.txt"], StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Bundle_WithSecretsInEveryPlace_HoldsNone(StateKind kind)
    {
        // The test's server asks nobody for the password that is given here, so it shows that one is known by its address alone.
        var state = kind == StateKind.Sqlite ? null : await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() + $";Password={PasswordOfState}";
        await using var server = await RunningServer.StartAsync(o => o with { State = state, Heartbeat = new Uri($"http://user:{PasswordOfHeartbeat}@127.0.0.1:1/{PathOfHeartbeat}") });
        var secrets = await PlantAsync(server);

        using var answer = await server.Owner.GetAsync("/api/v1/diagnostics", Cancel);

        Assert.Equal(("application/zip", HttpStatusCode.OK), (answer.Content.Headers.ContentType!.MediaType, answer.StatusCode));
        var parts = Unpack(await answer.Content.ReadAsByteArrayAsync(Cancel));
        AssertHoldsNone(parts, secrets);
        Assert.Contains(kind == StateKind.Sqlite ? "SQLite, sound" : "PostgreSQL, sound", parts["doctor.txt"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bundle_WithoutAServer_HoldsWhatCanBeSeenAndNoSecret()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "watchfloor.yaml"), $"state: postgres://watchfloor:{PasswordOfState}@127.0.0.1:1/watchfloor\nheartbeat: https://ping.example/{PathOfHeartbeat}\n", Cancel);
        var file = Path.Combine(_folder.FullName, "out.zip");

        var (code, _, error) = await RunningCommand.RunAsync("diagnostics", file, "--data", _folder.FullName);

        Assert.True(code == 0, error);
        var parts = Unpack(await File.ReadAllBytesAsync(file, Cancel));
        Assert.Equal(["about.json", "doctor.txt", "settings.json"], parts.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("Host=127.0.0.1;Port=1;Database=watchfloor;Username=watchfloor", parts["settings.json"], StringComparison.Ordinal);
        Assert.Contains("https://ping.example\"", parts["settings.json"], StringComparison.Ordinal);
        AssertHoldsNone(parts, [PasswordOfState, PathOfHeartbeat]);
    }

    [Theory]
    [InlineData("Host=db;Password=abc def;Database=x", "Host=db;Password=[blanked] def;Database=x")]
    [InlineData("Host=db;Password='abc def';Database=x", "Host=db;Password='[blanked]';Database=x")]
    [InlineData("""{"token":"abc","tokens":3}""", """{"token":"[blanked]","tokens":3}""")]
    [InlineData("""{"text":"{\"password\":\"abc\"}"}""", """{"text":"{\"password\":\"[blanked]\"}"}""")]
    [InlineData("GET /setup?token=abc&x=1", "GET /setup?token=[blanked]&x=1")]
    [InlineData("Authorization: Bearer abcdefgh12", "Authorization: Bearer [blanked]")]
    [InlineData("postgres://user:abc@db/x", "postgres://[blanked]@db/x")]
    [InlineData("hash $2b$10$abcdefghijklmnopqrstuvwxyz012345 here", "hash [blanked] here")]
    [InlineData("rule set df3f619804a92fdb4057192dc43dd748", "rule set df3f619804a92fdb4057192dc43dd748")]
    [InlineData("a known one: hunter22", "a known one: [blanked]")]
    public void Blanked_Text_KeepsTheRest(string text, string expected) => Assert.Equal(expected, new SecretBlanker(["hunter22", "db"]).Of(text));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Puts secrets wherever one could slip in, and tells them.</summary>
    private static async Task<List<string>> PlantAsync(RunningServer server)
    {
        var token = await server.TokenAsync("read");
        Assert.Null((await server.Services.GetRequiredService<UserStore>().CreateAsync("Root", IdentityHost.Password, [Roles.Administrator], Actor.System, Cancel)).Error);
        var hash = await server.Services.GetRequiredService<StateDatabase>().ReadAsync(s => s.FirstAsync("SELECT password_hash FROM app_user", r => r.Text("password_hash"), Cancel), Cancel);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = key.ExportPkcs8PrivateKeyPem();
        var authorityKey = await File.ReadAllTextAsync(Path.Combine(server.Data, "keys", "ca-key.pem"), Cancel);
        var local = server.Services.GetRequiredService<LocalCredential>().Token;
        var connection = $"Host=db;Username=watchfloor;Password={PasswordOfState};Database=watchfloor";
        // The doctor reads this file and repeats what is wrong with it.
        await File.WriteAllTextAsync(Path.Combine(server.Data, "watchfloor.yaml"), $"heartbeat: ftp://user:{PasswordOfHeartbeat}@x/?token={token}\n", Cancel);
        var logger = server.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Test");
        // Said by itself, so that nothing around it tells what it is.
        if (server.Services.GetRequiredService<ServerOptions>().State is not null) logger.LogError("{Text}", PasswordOfState);
        foreach (var secret in new[] { token, hash!, pem, authorityKey, local, connection, $"{{\"password\":\"{IdentityHost.Password}\"}}", $"http://user:{PasswordOfHeartbeat}@127.0.0.1:1/{PathOfHeartbeat}" })
            logger.LogError(Thrown(secret), "{Text}", secret);
        return [token, hash!, PasswordOfState, PasswordOfHeartbeat, PathOfHeartbeat, IdentityHost.Password, local, .. KeyLines(pem), .. KeyLines(authorityKey)];
    }

    /// <summary>The lines of a key, without the frame that all keys have.</summary>
    private static IEnumerable<string> KeyLines(string pem) => pem.Split('\n').Where(l => l.Length > 20 && !l.StartsWith('-'));

    private static InvalidOperationException Thrown(string message)
    {
        try
        {
            throw new InvalidOperationException(message);
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }

    private static Dictionary<string, string> Unpack(byte[] zip)
    {
#pragma warning disable RS0030 // It is our own.
        using var archive = new ZipArchive(new MemoryStream(zip));
        return archive.Entries.ToDictionary(e => e.FullName, e =>
        {
            using var reader = new StreamReader(e.Open(), Encoding.UTF8);
            return reader.ReadToEnd();
        });
#pragma warning restore RS0030
    }

    private static void AssertHoldsNone(Dictionary<string, string> parts, IReadOnlyList<string> secrets)
    {
        Assert.All(secrets, s => Assert.True(s.Length > 6, s));
        Assert.Empty(from part in parts from secret in secrets where part.Value.Contains(secret, StringComparison.Ordinal) select $"{part.Key} holds {secret}");
    }
}
