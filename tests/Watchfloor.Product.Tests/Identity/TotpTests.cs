using System.Net;
using Watchfloor.Platform.Identity.Totp;
using Watchfloor.Platform.State;
using Watchfloor.Platform.Tests.State;

namespace Watchfloor.Product.Tests.Identity;

public sealed class TotpTests
{
    public static TheoryData<StateKind> Both => StateFixture.Both;

    /// <summary>RFC 6238, appendix B: the rows of SHA-1, eight digits.</summary>
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void Code_VectorsOfTheRfc(long seconds, string expected) =>
        Assert.Equal(expected, TotpCode.Of("12345678901234567890"u8, TotpCode.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds)), digits: 8));

    /// <summary>RFC 4648, section 10, without the padding.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_VectorsOfTheRfc(string text, string expected) => Assert.Equal(expected, TotpCode.Base32(System.Text.Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Match_ClockIsOff_OneStepIsForgiven(int steps, bool expected)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        var code = TotpCode.Of("12345678901234567890"u8, TotpCode.StepOf(now) + steps);

        Assert.Equal(expected, TotpCode.Match("12345678901234567890"u8, code, now, lastStep: 0) is not null);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task SignIn_WithAuthenticator_TakesEachCodeOnce(StateKind kind)
    {
        await using var host = await IdentityHost.StartAsync(kind);
        await host.UserAsync("Anna", "analyst");
        using var browser = await host.SignedInAsync("Anna");
        var (secret, _) = await EnrolAsync(host, browser);
        using var next = host.Browser();

        await next.SignInAsync("Anna", IdentityHost.Password).RefusedAsync(HttpStatusCode.Unauthorized, "sign_in.code_needed");
        // The code that confirmed the authenticator was used up by that.
        await next.SignInAsync("Anna", IdentityHost.Password, CodeOf(host, secret)).RefusedAsync(HttpStatusCode.Unauthorized, "sign_in.refused");
        host.Time.Advance(TimeSpan.FromSeconds(30));
        var code = CodeOf(host, secret);
        await next.SignInAsync("Anna", IdentityHost.Password, code[..3] + " " + code[3..]).OkAsync();
        await next.SignInAsync("Anna", IdentityHost.Password, code).RefusedAsync(HttpStatusCode.Unauthorized, "sign_in.refused");
        await next.SignInAsync("Anna", "not the password", CodeOf(host, secret)).RefusedAsync(HttpStatusCode.Unauthorized, "sign_in.refused");

        Assert.Contains(await host.LedgerAsync("user.signed_in"), e => e.Payload.GetProperty("method").GetString() == "password totp");
        Assert.Contains(await host.LedgerAsync("user.refused"), e => e.Payload.GetProperty("reason").GetString() == "code");
    }

    [Fact]
    public async Task SignIn_WrongCodes_LockLikeWrongPasswords()
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Anna", "analyst");
        using var browser = await host.SignedInAsync("Anna");
        var (secret, _) = await EnrolAsync(host, browser);
        host.Time.Advance(TimeSpan.FromSeconds(30));
        var wrong = CodeOf(host, secret) == "000000" ? "111111" : "000000";

        for (var i = 0; i < 5; i++) await browser.SignInAsync("Anna", IdentityHost.Password, wrong).RefusedAsync(HttpStatusCode.Unauthorized, "sign_in.refused");

        await browser.SignInAsync("Anna", IdentityHost.Password, CodeOf(host, secret)).RefusedAsync(HttpStatusCode.Unauthorized, "sign_in.refused");
        Assert.Single(await host.LedgerAsync("user.refused"), e => e.Payload.GetProperty("reason").GetString() == "locked");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task SignIn_RecoveryCode_WorksOnce(StateKind kind)
    {
        await using var host = await IdentityHost.StartAsync(kind);
        await host.UserAsync("Anna", "analyst");
        using var browser = await host.SignedInAsync("Anna");
        var (_, codes) = await EnrolAsync(host, browser);
        Assert.Equal(10, codes.Distinct().Count());

        await browser.SignInAsync("Anna", IdentityHost.Password, codes[3].ToUpperInvariant().Replace("-", " ", StringComparison.Ordinal)).OkAsync();
        await browser.SignInAsync("Anna", IdentityHost.Password, codes[3]).RefusedAsync(HttpStatusCode.Unauthorized, "sign_in.refused");
        await browser.SignInAsync("Anna", IdentityHost.Password, codes[4]).OkAsync();
    }

    [Fact]
    public async Task Enrol_NeedsThePassword_AndNothingIsInForceBeforeTheFirstCode()
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Anna", "analyst");
        using var browser = await host.SignedInAsync("Anna");

        await browser.PostAsync("/api/v1/session/totp/confirm", new { code = "123456" }).RefusedAsync(HttpStatusCode.Conflict, "totp.not_begun");
        await browser.PostAsync("/api/v1/session/totp", new { password = "not the password" }).RefusedAsync(HttpStatusCode.Unauthorized, "sign_in.refused");
        var begun = await browser.PostAsync("/api/v1/session/totp", new { password = IdentityHost.Password }).OkAsync();
        Assert.StartsWith("otpauth://totp/Watchfloor:Anna?secret=" + begun.GetProperty("secret").GetString(), begun.GetProperty("uri").GetString(), StringComparison.Ordinal);
        await browser.PostAsync("/api/v1/session/totp/confirm", new { code = "12345" }).RefusedAsync(HttpStatusCode.BadRequest, "totp.wrong_code");
        await browser.SignInAsync("Anna", IdentityHost.Password).OkAsync();
    }

    [Fact]
    public async Task Remove_NeedsThePassword_ThenNoCodeIsAsked()
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Anna", "analyst");
        using var browser = await host.SignedInAsync("Anna");
        await EnrolAsync(host, browser);

        await browser.PostAsync("/api/v1/session/totp/remove", new { password = "not the password" }).RefusedAsync(HttpStatusCode.Unauthorized, "sign_in.refused");
        await browser.PostAsync("/api/v1/session/totp/remove", new { password = IdentityHost.Password }).OkAsync();

        await browser.SignInAsync("Anna", IdentityHost.Password).OkAsync();
        Assert.Single(await host.LedgerAsync("user.totp_removed"));
    }

    [Fact]
    public async Task Secret_InTheState_IsEncrypted()
    {
        await using var host = await IdentityHost.StartAsync();
        await host.UserAsync("Anna", "analyst");
        using var browser = await host.SignedInAsync("Anna");
        var (secret, codes) = await EnrolAsync(host, browser);

        var kept = await host.State.ReadAsync(s => s.FirstAsync("SELECT totp_secret FROM app_user", r => r.Bytes("totp_secret"), Cancel), Cancel);
        var hashes = await host.State.ReadAsync(s => s.QueryAsync("SELECT hash FROM recovery_code", r => r.Bytes("hash"), Cancel), Cancel);

        Assert.Equal(-1, kept.AsSpan().IndexOf(secret));
        Assert.All(hashes, h => Assert.Equal(32, h.Length));
        Assert.DoesNotContain(hashes, h => codes.Any(c => h.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(c)) >= 0));
    }

    private static async Task<(byte[] Secret, IReadOnlyList<string> Codes)> EnrolAsync(IdentityHost host, Browser browser)
    {
        var begun = await browser.PostAsync("/api/v1/session/totp", new { password = IdentityHost.Password }).OkAsync();
        var secret = FromBase32(begun.GetProperty("secret").GetString()!);
        var confirmed = await browser.PostAsync("/api/v1/session/totp/confirm", new { code = CodeOf(host, secret) }).OkAsync();
        return (secret, [.. confirmed.GetProperty("codes").EnumerateArray().Select(c => c.GetString()!)]);
    }

    private static string CodeOf(IdentityHost host, byte[] secret) => TotpCode.Of(secret, TotpCode.StepOf(host.Time.GetUtcNow()));

    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
