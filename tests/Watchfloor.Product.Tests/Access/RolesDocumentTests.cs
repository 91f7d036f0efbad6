using Watchfloor.Contracts.Access;
using Watchfloor.Engine.Tests;

namespace Watchfloor.Product.Tests.Access;

/// <summary>The tables of docs/users.md say what the code does.</summary>
public sealed class RolesDocumentTests
{
    private static readonly Permission[] _permissions = [.. Enum.GetValues<Permission>().Where(p => p is not (Permission.Anonymous or Permission.SignedIn))];

    [Fact]
    public void Roles_InTheDocument_AreThoseOfTheCode() => AssertTable(Roles.All);

    [Fact]
    public void Scopes_InTheDocument_AreThoseOfTheCode() => AssertTable(Scopes.All);

    private static void AssertTable(IReadOnlyDictionary<string, IReadOnlySet<Permission>> sets)
    {
        var expected = string.Join(
            '\n',
            [
                $"| | {string.Join(" | ", sets.Keys)} |",
                $"|---|{string.Concat(sets.Keys.Select(_ => ":-:|"))}",
                .. _permissions.Select(p => $"| `{p}` | {string.Join(" | ", sets.Values.Select(s => s.Contains(p) ? "✓" : ""))} |".Replace("  ", " ", StringComparison.Ordinal)),
            ]);
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "users.md"));

        Assert.True(document.Contains(expected, StringComparison.Ordinal), "docs/users.md must have this table:\n" + expected);
    }
}
