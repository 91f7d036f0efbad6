using System.Net;
using Watchfloor.Commands;
using Watchfloor.Product.Tests.Hosting;

namespace Watchfloor.Product.Tests.Identity;

/// <summary><c>admin</c> and <c>token</c> beside a running server and without one.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-commands-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Admin_BesideTheServer_MakesUnlocksResets()
    {
        await using var server = await RunningServer.StartAsync(data: _folder.FullName);
        Assert.Equal((0, ""), Run(IdentityHost.Password + "\n", "admin", "create", "--user", "Root", "--password-stdin"));
        using (await server.SignedInAsync("Root", IdentityHost.Password))
        {
        }

        for (var i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(server, "not the password"));
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(server, IdentityHost.Password));
        Assert.Equal((0, ""), Run("", "admin", "unlock", "--user", "root"));
        Assert.Equal(HttpStatusCode.OK, await TryAsync(server, IdentityHost.Password));
        Assert.Equal((0, ""), Run("nine green bottles hanging", "admin", "reset-password", "--user", "Root", "--password-stdin"));
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(server, IdentityHost.Password));
        Assert.Equal(HttpStatusCode.OK, await TryAsync(server, "nine green bottles hanging"));
    }

    [Theory]
    [InlineData("short", "12 characters", "admin", "create", "--user", "Root", "--password-stdin")]
    [InlineData("seven green bottles", "no user Root", "admin", "reset-password", "--user", "Root", "--password-stdin")]
    [InlineData("", "no user Root", "admin", "unlock", "--user", "Root")]
    [InlineData("", "Scopes are", "token", "create", "x", "--scope", "everything")]
    [InlineData("", "no active token", "token", "revoke", "x")]
    public void Refused_SaysWhy(string input, string message, params string[] arguments)
    {
        var (code, text) = Run(input, arguments);

        Assert.Equal(ExitCode.WrongArguments, code);
        Assert.Contains(message, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_MadeWithoutAServer_HoldsWhenItRuns()
    {
        var (code, token) = Run("", "token", "create", "shipper", "--scope", "read", "--expires", "90d");
        Assert.Equal(0, code);
        Assert.Matches("^wf_[0-9a-f]{32}_[0-9a-f]{64}\n$", token);
        await using var server = await RunningServer.StartAsync(data: _folder.FullName);
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", token.Trim());

        using var answer = await server.Http.GetAsync("/api/v1/session", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var line = Run("", "token", "list").Text;
        Assert.Contains("read", line, StringComparison.Ordinal);
        Assert.Contains("shipper", line, StringComparison.Ordinal);
        Assert.DoesNotContain(token.Trim().Split('_')[2], line, StringComparison.Ordinal);
        Assert.Equal((0, ""), Run("", "token", "revoke", line.Split(' ')[0]));
        Assert.Contains("revoked", Run("", "token", "list").Text, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> TryAsync(RunningServer server, string password)
    {
        using var content = new StringContent($$"""{"name":"Root","password":"{{password}}"}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await server.Http.PostAsync("/api/v1/session", content, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private (int Code, string Text) Run(string input, params string[] arguments)
    {
        using var stream = new MemoryStream();
        using var text = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal { OutputStream = stream, Output = text, Error = text, Input = new StringReader(input) };
        var code = CommandLine.Run([.. arguments, "--data", _folder.FullName], terminal, (_, _, _, _) => throw new NotSupportedException());
        return (code, text.ToString());
    }
}
