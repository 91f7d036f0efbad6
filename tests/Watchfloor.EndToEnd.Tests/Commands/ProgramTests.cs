using System.Diagnostics;
using Watchfloor.Commands;

namespace Watchfloor.EndToEnd.Tests.Commands;

/// <summary>The built program as a process of its own, its output in a pipe.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-program-");
    private readonly string _rule;

    public ProgramTests()
    {
        _rule = Path.Combine(_folder.FullName, "any.yml");
        File.WriteAllText(_rule, "title: Any\nlogsource: {product: linux}\ndetection: {s: {a: b}, condition: s}\n");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(ExitCode.Nothing, "rules", "check", "RULE")]
    [InlineData(ExitCode.Nothing, "rules", "list", "RULE")]
    [InlineData(ExitCode.Nothing, "rules", "list", "RULE", "--output", "ndjson")]
    [InlineData(ExitCode.Nothing, "--help")]
    [InlineData(ExitCode.WrongArguments, "rules", "check")]
    public async Task Program_InAPipe_EndsWithItsCodeAndWritesPlainText(int code, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "watchfloor")) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument == "RULE" ? _rule : argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(code, process.ExitCode);
        Assert.Equal(code == ExitCode.WrongArguments, (await error).Length > 0);
        Assert.NotEmpty(output);
        Assert.DoesNotContain('\u001b', output);
    }
}
