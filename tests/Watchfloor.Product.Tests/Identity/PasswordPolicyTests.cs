using Microsoft.Extensions.Time.Testing;
using Watchfloor.Platform.Identity;
using Watchfloor.Platform.Identity.Users;

namespace Watchfloor.Product.Tests.Identity;

public sealed class PasswordPolicyTests
{
    [Theory]
    [InlineData("seven green bottles", true)]
    [InlineData("Tr0ub4dor&3xy", true)]
    [InlineData("grüne Flaschen", true)]
    [InlineData("short words", false)]
    [InlineData("aaaaaaaaaaaaaaaa", false)]
    [InlineData("abababababababab", false)]
    [InlineData("abcdefghijklmnop", false)]
    [InlineData("0123456789012345", false)]
    [InlineData("qwertyuiopasdfgh", false)]
    [InlineData("anna is my name", false)]
    [InlineData("watchfloor forever", false)]
    public void Fault_Password_IsFoundOrNot(string password, bool isGood) => Assert.Equal(isGood, PasswordPolicy.Fault(password, "Anna") is null);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 0)]
    [InlineData(5, 1)]
    [InlineData(6, 2)]
    [InlineData(10, 32)]
    [InlineData(11, 60)]
    [InlineData(1_000_000, 60)]
    public void LockOut_Failures_TakesEverLonger(long failures, int minutes) => Assert.Equal(TimeSpan.FromMinutes(minutes), LockOut.After(failures));

    [Fact]
    public void AttemptLimit_EachAddressHasItsOwn_ButANetworkOfIPv6IsOne()
    {
        var limit = new AttemptLimit(new IdentityOptions { AttemptsPerMinute = 1 }, new FakeTimeProvider());

        Assert.True(limit.TryTake("192.0.2.1", out _));
        Assert.False(limit.TryTake("192.0.2.1", out _));
        Assert.False(limit.TryTake("::ffff:192.0.2.1", out _));
        Assert.True(limit.TryTake("192.0.2.2", out _));
        Assert.True(limit.TryTake("2001:db8:0:1::1", out _));
        Assert.False(limit.TryTake("2001:db8:0:1:ffff::2", out _));
        Assert.True(limit.TryTake("2001:db8:0:2::1", out _));
    }

    [Fact]
    public void AttemptLimit_MoreAddressesThanItHolds_StillBounds()
    {
        var time = new FakeTimeProvider();
        var limit = new AttemptLimit(new IdentityOptions { AttemptsPerMinute = 1 }, time);
        for (var i = 0; i < 10_000; i++) Assert.True(limit.TryTake($"10.{i >> 16}.{(i >> 8) & 255}.{i & 255}", out _));

        Assert.True(limit.TryTake("192.0.2.1", out _));
        Assert.False(limit.TryTake("192.0.2.2", out _));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(limit.TryTake("192.0.2.3", out _));
        Assert.True(limit.TryTake("192.0.2.4", out _));
    }
}
