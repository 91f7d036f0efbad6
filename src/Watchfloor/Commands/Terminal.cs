using Microsoft.Win32.SafeHandles;
using Spectre.Console;
using Watchfloor.Output;

namespace Watchfloor.Commands;

/// <summary>Where a command writes, and what is at the other end.</summary>
internal sealed class Terminal
{
    /// <summary>The width when nobody looks: wide enough that no line is broken.</summary>
    private const int Unbroken = 4_096;

    private const int DefaultWidth = 80;

    /// <summary>Results, as bytes.</summary>
    public required Stream OutputStream { get; init; }

    /// <summary>Results, as text. Goes to the same place as <see cref="OutputStream"/>.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Everything that is not a result.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>What is given by pipe.</summary>
    public TextReader Input { get; init; } = TextReader.Null;

    /// <summary>True when results go to a screen.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>True when messages go to a screen, which may show progress.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>True when the user wants no colour (no-color.org).</summary>
    public bool NoColor { get; init; }

    /// <summary>The screen's width, in characters.</summary>
    public int Width { get; init; } = 80;

    /// <summary>The clock that rates and times left are told by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The terminal of this process.</summary>
    public static Terminal OfProcess()
    {
        var output = StandardOutput();
        var error = Console.IsErrorRedirected;
        return new Terminal
        {
            OutputStream = output,
            Output = new StreamWriter(output, leaveOpen: true) { NewLine = "\n" },
            Error = Console.Error,
            Input = Console.In,
            OutputIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !error,
            NoColor = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } || Environment.GetEnvironmentVariable("TERM") is "dumb",
            Width = Console.IsOutputRedirected && error ? DefaultWidth : WidthOf(Console.WindowWidth),
        };
    }

    /// <summary>The width to write for: a terminal that does not say its own answers 0.</summary>
    internal static int WidthOf(int columns) => columns <= 0 ? DefaultWidth : Math.Max(40, columns);

    /// <summary>True when who read the output, such as <c>head</c>, has left; no fault of anybody (EPIPE of Linux).</summary>
    public static bool IsReaderGone(IOException e) => e.HResult == 32;

    /// <summary>
    /// The console's stream says nothing when the reader of a pipe has left, so that a scan would go on for nobody. A file's stream
    /// does, but keeps a position of its own, which is wrong for anything that others write to as well.
    /// </summary>
    private static Stream StandardOutput()
    {
        if (!Console.IsOutputRedirected) return Console.OpenStandardOutput();
        var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
    }

    /// <summary>A console that colours and breaks lines for a screen, and does neither for a file.</summary>
    public IAnsiConsole ConsoleFor(TextWriter writer, bool isScreen)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isScreen && !NoColor ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = isScreen && !NoColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            Out = new AnsiConsoleOutput(isScreen ? writer : new TrimmedLines(writer)),
        });
        console.Profile.Width = isScreen ? Width : Unbroken;
        return console;
    }
}
