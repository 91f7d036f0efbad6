using Watchfloor.Engine.Tests;
using Watchfloor.Serve;

namespace Watchfloor.Product.Tests;

public sealed class SettingsDocumentTests
{
    [Fact]
    public void Document_SettingsTable_IsTheProgramsOwn()
    {
        var rows = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "serve.md")).Where(l => l.Contains("`WATCHFLOOR__", StringComparison.Ordinal));

        Assert.Equal(Settings.All.Select(Row), rows);
    }

    private static string Row(Setting setting) =>
        $"| `{setting.Key}` | `{setting.Option} {setting.Value.Replace("|", "\\|", StringComparison.Ordinal)}` | `{setting.Variable}` | {setting.Help} |";
}
