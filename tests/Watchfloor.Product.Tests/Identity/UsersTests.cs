using System.Net;
using Watchfloor.Contracts.Access;
using Watchfloor.Platform.Identity.Users;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.Tests.State;

namespace Watchfloor.Product.Tests.Identity;

public sealed class UsersTests
{
    public static TheoryData<StateKind> Both => StateFixture.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Change_Roles_HoldFromTheNextRequest(StateKind kind)
    {
        await using var host = await IdentityHost.StartAsync(kind);
        await host.UserAsync("Root");
        var anna = await host.UserAsync("Anna", "analyst");
        using var root = await host.SignedInAsync("Root");
        using var browser = await host.SignedInAsync("Anna");
        Assert.Equal(HttpStatusCode.Forbidden, await browser.StatusAsync("/api/v1/users"));

        var changed = await root.SendAsync(HttpMethod.Patch, "/api/v1/users/" + anna, new { roles = new[] { "manager" } }).OkAsync();

        Assert.Equal("manager", Assert.Single(changed.GetProperty("roles").EnumerateArray()).GetString());
        Assert.Equal(HttpStatusCode.OK, await browser.StatusAsync("/api/v1/users"));
        Assert.Equal(anna, Assert.Single(await host.LedgerAsync("user.changed")).Person);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Change_Disabled_EndsSessionsAndKeepsOut(StateKind kind)
    {
        await using var host = await IdentityHost.StartAsync(kind);
        await host.UserAsync("Root");
        var anna = await host.UserAsync("Anna", "analyst");
        using var root = await host.SignedInAsync("Root");
        using var browser = await host.SignedInAsync("Anna");

        await root.SendAsync(HttpMethod.Patch, "/api/v1/users/" + anna, new { disabled = true }).OkAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await browser.StatusAsync("/api/v1/session"));
        await browser.SignInAsync("Anna", IdentityHost.Password).RefusedAsync(HttpStatusCode.Unauthorized, "sign_in.refused");
        Assert.Equal("disabled", Assert.Single(await host.LedgerAsync("user.refused")).Payload.GetProperty("reason").GetString());
        // The session does not come back with the right to sign in.
        await root.SendAsync(HttpMethod.Patch, "/api/v1/users/" + anna, new { disabled = false }).OkAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await browser.StatusAsync("/api/v1/session"));
        await browser.SignInAsync("Anna", IdentityHost.Password).OkAsync();
    }

    [Fact]
    public async Task Change_LastAdministrator_IsRefused()
    {
        await using var host = await IdentityHost.StartAsync();
        var id = await host.UserAsync("Root");
        using var root = await host.SignedInAsync("Root");

        await root.SendAsync(HttpMethod.Patch, "/api/v1/users/" + id, new { disabled = true }).RefusedAsync(HttpStatusCode.Conflict, "user.last_administrator");
        await root.SendAsync(HttpMethod.Patch, "/api/v1/users/" + id, new { roles = new[] { "analyst" } }).RefusedAsync(HttpStatusCode.Conflict, "user.last_administrator");
        await host.UserAsync("Second");
        await root.SendAsync(HttpMethod.Patch, "/api/v1/users/" + id, new { disabled = true }).OkAsync();
    }

    [Fact]
    public async Task Change_UnknownRoleOrUser_IsRefused()
    {
        await using var host = await IdentityHost.StartAsync();
        var id = await host.UserAsync("Root");
        using var root = await host.SignedInAsync("Root");

        await root.SendAsync(HttpMethod.Patch, "/api/v1/users/" + id, new { roles = new[] { "king" } }).RefusedAsync(HttpStatusCode.BadRequest, "invalid");
        await root.SendAsync(HttpMethod.Patch, "/api/v1/users/" + id, new { roles = Array.Empty<string>() }).RefusedAsync(HttpStatusCode.BadRequest, "invalid");
        await root.SendAsync(HttpMethod.Patch, "/api/v1/users/0197a1b2-0000-7000-8000-000000000001", new { disabled = true }).RefusedAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task List_ByPages_GivesEveryUserOnce(StateKind kind)
    {
        await using var host = await IdentityHost.StartAsync(kind);
        await host.UserAsync("Root");
        foreach (var name in new[] { "Anna", "Bert", "Cleo" })
        {
            host.Time.Advance(TimeSpan.FromMilliseconds(1));
            await host.UserAsync(name, "analyst");
        }

        using var root = await host.SignedInAsync("Root");
        var names = new List<string>();
        for (var cursor = ""; cursor is not null;)
        {
            var page = await root.GetAsync($"/api/v1/users?limit=3{cursor}").OkAsync();
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("name").GetString()!));
            cursor = page.GetProperty("next").GetString() is { } next ? "&cursor=" + next : null;
        }

        Assert.Equal(["Cleo", "Bert", "Anna", "Root"], names);
        await root.GetAsync("/api/v1/users?limit=0").RefusedAsync(HttpStatusCode.BadRequest, "invalid");
    }

    [Fact]
    public async Task Unlock_LockedUser_MaySignInAtOnce()
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Root");
        var anna = await host.UserAsync("Anna", "analyst");
        using var root = await host.SignedInAsync("Root");
        using var browser = host.Browser();
        for (var i = 0; i < 5; i++) await browser.SignInAsync("Anna", "not the password").RefusedAsync(HttpStatusCode.Unauthorized, "sign_in.refused");
        Assert.NotNull((await root.GetAsync("/api/v1/users/" + anna).OkAsync()).GetProperty("lockedUntil").GetString());

        await root.PostAsync($"/api/v1/users/{anna}/unlock", new { }).OkAsync();

        await browser.SignInAsync("Anna", IdentityHost.Password).OkAsync();
        Assert.Single(await host.LedgerAsync("user.unlocked"));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Create_NameInAnotherCase_IsTaken(StateKind kind)
    {
        await using var host = await IdentityHost.StartAsync(kind);
        await host.UserAsync("Anna", "analyst");

        var second = await host.Get<UserStore>().CreateAsync("ANNA", IdentityHost.Password, ["analyst"], Actor.System, TestContext.Current.CancellationToken);

        Assert.Equal("user.exists", second.Error?.Code);
        Assert.Single(await host.LedgerAsync("user.created"));
    }

    [Fact]
    public async Task ResetPassword_BesideTheServer_EndsSessions()
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Anna", "analyst");
        using var browser = await host.SignedInAsync("Anna");
        await using var beside = await host.OpenAgainAsync();

        var done = await new UserStore(beside, new LedgerWriter(host.Time), host.Time)
            .ResetPasswordAsync("anna", "nine green bottles hanging", forgetTotp: false, Actor.System, TestContext.Current.CancellationToken);

        Assert.Null(done.Error);
        Assert.Equal(HttpStatusCode.Unauthorized, await browser.StatusAsync("/api/v1/session"));
        await browser.SignInAsync("Anna", IdentityHost.Password).RefusedAsync(HttpStatusCode.Unauthorized, "sign_in.refused");
        await browser.SignInAsync("Anna", "nine green bottles hanging").OkAsync();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Erase_User_NothingOfHimIsLeftInTheTables(StateKind kind)
    {
        await using var host = await IdentityHost.StartAsync(kind);
        var anna = await host.UserAsync("Anna", "analyst");
        using var browser = await host.SignedInAsync("Anna");

        var rows = await host.State.WriteAsync(t => new UserEraser().EraseAsync(t, anna, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

        Assert.Equal(2, rows);
        Assert.Equal(HttpStatusCode.Unauthorized, await browser.StatusAsync("/api/v1/session"));
        await browser.SignInAsync("Anna", IdentityHost.Password).RefusedAsync(HttpStatusCode.Unauthorized, "sign_in.refused");
    }
}
