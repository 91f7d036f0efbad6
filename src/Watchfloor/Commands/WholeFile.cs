using Watchfloor.Output;
using Watchfloor.Platform;
using Watchfloor.Platform.State;

namespace Watchfloor.Commands;

/// <summary>Files that commands write for good.</summary>
internal static class WholeFile
{
    /// <summary>Writes a file aside, for its owner alone, and gives it its name when it is whole: no half one ever stands there.</summary>
    /// <param name="terminal">Where to say what went wrong.</param>
    /// <param name="path">The file.</param>
    /// <param name="failure">What to call it when there is none, such as <c>no backup</c>.</param>
    /// <param name="write">Writes it; answers the exit code.</param>
    public static async Task<int> WriteAsync(Terminal terminal, string path, string failure, Func<Stream, Task<int>> write)
    {
        var aside = path + ".part";
        try
        {
            var code = ExitCode.Unreadable;
            await using (var to = new FileStream(aside, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            {
                code = await write(to).ConfigureAwait(false);
                to.Flush(flushToDisk: true);
            }

            if (code == ExitCode.Nothing) File.Move(aside, path, overwrite: true);
            else File.Delete(aside);
            return code;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StateException or DataDirectoryException)
        {
            File.Delete(aside);
            await terminal.Error.WriteLineAsync(VisibleText.Of($"{failure}: {e.Message}")).ConfigureAwait(false);
            return ExitCode.Unreadable;
        }
    }
}
