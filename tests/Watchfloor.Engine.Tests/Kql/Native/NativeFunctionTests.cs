using Watchfloor.Kql.Native;

namespace Watchfloor.Engine.Tests.Kql.Native;

public sealed class NativeFunctionTests
{
    public static TheoryData<string> Names => [.. NativeFunctions.All.Keys];

    /// <summary>Name, result, arguments.</summary>
    public static TheoryData<string, string?, string?[]> Calls =>
        [.. NativeFunctionCalls.Web, .. NativeFunctionCalls.Encodings, .. NativeFunctionCalls.Times, .. NativeFunctionCalls.Addresses, .. NativeFunctionCalls.Texts, .. NativeFunctionCalls.Terms, .. NativeFunctionCalls.Dynamics];

    [Theory]
    [MemberData(nameof(Calls))]
    public void Call_Arguments_GiveTheDocumentedResult(string name, string? result, string?[] arguments) =>
        Assert.Equal(result, NativeFunctions.All[name].Call(arguments));

    [Theory]
    [MemberData(nameof(Names))]
    public void Call_EveryFunction_HasTwoCases(string name) => Assert.InRange(Calls.Count(row => row.Data.Item1 == name), 2, int.MaxValue);

    [Theory]
    [MemberData(nameof(Names))]
    public void Call_Nulls_DoNotThrow(string name)
    {
        var function = NativeFunctions.All[name];
        function.Call(new string?[function.Required]);
        function.Call(new string?[function.Parameters.Length + (function.IsOpen ? 3 : 0)]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Call_AnyText_DoesNotThrow(string name)
    {
        string?[] texts =
        [
            null, "", "x", "[", "[1,\"a\",null,{}]", "{\"a\":[1]}", "{\"a\":1,\"a\":2}", "\"s\"", "\"\\ud800\"", "\ud800", "null", "-1", "9223372036854775807",
            "-9223372036854775808", "1e999", "0.5", "(", "(?P<n>a)*", "10.0.0.0/33", "::1%eth0", "[::1]:80", "%", "%zz", "http://[", "\\\\?\\C:", "\"", "true", "false",
        ];
        var function = NativeFunctions.All[name];
        foreach (var first in texts)
            foreach (var second in texts)
                foreach (var third in function.Parameters.Length > 2 || function.IsOpen ? texts : [null])
                {
                    string?[] arguments = [first, second, third, "-1", "1"];
                    var most = function.IsOpen ? 5 : function.Parameters.Length;
                    function.Call(arguments.AsSpan(0, Math.Max(function.Required, most)));
                }
    }

    [Fact]
    public void All_EveryFunction_RequiresNoMoreThanItHas() =>
        Assert.All(NativeFunctions.All.Values, f => Assert.True(f.Parameters.Length > 0 && (f.IsOpen || f.Required <= f.Parameters.Length)));
}
