using System.Text;
using Watchfloor.Commands;
using Watchfloor.Scan;

namespace Watchfloor.EndToEnd.Tests.Commands;

/// <summary>Runs the command line in this process and keeps what it says.</summary>
internal sealed class FakeTerminal : IDisposable
{
    private readonly MemoryStream _output = new();
    private readonly StringWriter _error = new();

    /// <summary>What the scan was asked for, or null when none was run.</summary>
    public ScanRequest? Request { get; private set; }

    /// <summary>True when results are looked at on a screen.</summary>
    public bool IsScreen { get; init; }

    /// <summary>What the scan answers.</summary>
    public ScanReport Report { get; init; } = new() { Findings = 0, Inputs = [], RulesLoaded = 1 };

    /// <summary>What the scan finds.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>What scans instead, or null to answer <see cref="Report"/> and <see cref="Findings"/>.</summary>
    public ScanFunction? Scan { get; init; }

    public string Output => Encoding.UTF8.GetString(_output.ToArray());

    public string Error => _error.ToString();

    /// <summary>Runs a command and answers its exit code.</summary>
    public int Run(params IReadOnlyList<string> arguments)
    {
        var terminal = new Terminal
        {
            OutputStream = _output,
            Output = new StreamWriter(_output) { NewLine = "\n" },
            Error = _error,
            OutputIsTerminal = IsScreen,
            ErrorIsTerminal = IsScreen,
        };
        var code = CommandLine.Run(arguments, terminal, (request, writer, progress, cancel) =>
        {
            Request = request;
            if (Scan is not null) return Scan(request, writer, progress, cancel);
            foreach (var finding in Findings) writer.Write(finding);
            return Report with { Findings = Findings.Count };
        });
        Assert.True(_output.CanWrite, "standard output was closed");
        return code;
    }

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }
}
