using System.Net;
using Watchfloor.Platform.Identity.Setup;
using Watchfloor.Platform.Tests.State;

namespace Watchfloor.Product.Tests.Identity;

public sealed class SetupTests
{
    public static TheoryData<StateKind> Both => StateFixture.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Create_WithTheLink_MakesOneAdministrator(StateKind kind)
    {
        await using var host = await IdentityHost.StartAsync(kind);
        var token = await TokenAsync(host);
        using var browser = host.Browser();
        Assert.True((await browser.GetAsync("/api/v1/setup").OkAsync()).GetProperty("needsAdministrator").GetBoolean());

        await browser.PostAsync("/api/v1/setup", new { token, name = "Root", password = IdentityHost.Password }).OkAsync();

        await browser.PostAsync("/api/v1/setup", new { token, name = "Second", password = IdentityHost.Password }).RefusedAsync(HttpStatusCode.Unauthorized, "link.void");
        Assert.False((await browser.GetAsync("/api/v1/setup").OkAsync()).GetProperty("needsAdministrator").GetBoolean());
        Assert.Null(await host.Get<SetupLink>().MakeAsync(TestContext.Current.CancellationToken));
        await browser.SignInAsync("Root", IdentityHost.Password).OkAsync();
        Assert.Equal(HttpStatusCode.OK, await browser.StatusAsync("/api/v1/users"));
    }

    [Fact]
    public async Task Create_WrongOrFormerLink_IsRefused()
    {
        await using var host = await IdentityHost.StartAsync();
        var former = await TokenAsync(host);
        var token = await TokenAsync(host);
        using var browser = host.Browser();

        foreach (var wrong in new[] { former, token[..^1] + (token[^1] == '0' ? '1' : '0'), "" })
            await browser.PostAsync("/api/v1/setup", new { token = wrong, name = "Root", password = IdentityHost.Password }).RefusedAsync(HttpStatusCode.Unauthorized, "link.void");
        await browser.PostAsync("/api/v1/setup", new { token, name = "Root", password = "root and more" }).RefusedAsync(HttpStatusCode.BadRequest, "password.weak");

        Assert.Empty(await host.LedgerAsync("user.created"));
        await browser.PostAsync("/api/v1/setup", new { token, name = "Root", password = IdentityHost.Password }).OkAsync();
    }

    [Fact]
    public async Task Create_AdministratorCameByAnotherWay_TheLinkIsVoid()
    {
        await using var host = await IdentityHost.StartAsync();
        var token = await TokenAsync(host);
        await host.UserAsync("Root");
        using var browser = host.Browser();

        await browser.PostAsync("/api/v1/setup", new { token, name = "Thief", password = IdentityHost.Password }).RefusedAsync(HttpStatusCode.Unauthorized, "link.void");
    }

    [Fact]
    public async Task Token_InTheState_IsHashed()
    {
        await using var host = await IdentityHost.StartAsync();
        var token = await TokenAsync(host);

        var kept = await host.State.ReadAsync(
            s => s.FirstAsync("SELECT secret_hash FROM setup_token", r => r.GetFieldValue<byte[]>(0), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

        Assert.Equal(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(token.Split('_')[2])), kept);
    }

    [Fact]
    public async Task Steps_NeedSigningIn()
    {
        await using var host = await IdentityHost.StartAsync();
        using var browser = host.Browser();

        Assert.Equal(HttpStatusCode.Unauthorized, await browser.StatusAsync("/api/v1/setup/steps"));
    }

    private static async Task<string> TokenAsync(IdentityHost host) => (await host.Get<SetupLink>().MakeAsync(TestContext.Current.CancellationToken))!.Split("token=")[1];
}
