using System.Text;
using Watchfloor.Commands;

namespace Watchfloor.Product.Tests.Hosting;

/// <summary>The command line beside a server in this process.</summary>
internal static class RunningCommand
{
    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new MemoryStream();
        await using var error = new StringWriter();
        var terminal = new Terminal { OutputStream = output, Output = new StreamWriter(output) { NewLine = "\n", AutoFlush = true }, Error = error };
        // The command line blocks while it waits for the server, which runs in this process.
        var code = await Task.Run(() => CommandLine.Run(arguments, terminal, (_, _, _, _) => throw new NotSupportedException()), TestContext.Current.CancellationToken);
        return (code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}
