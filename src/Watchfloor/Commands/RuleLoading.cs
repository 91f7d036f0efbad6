using Watchfloor.Events.Content;
using Watchfloor.Output;
using Watchfloor.Scan;
using Watchfloor.Sigma;

namespace Watchfloor.Commands;

/// <summary>Loads the rules that a command names and says what is wrong with the names.</summary>
internal static class RuleLoading
{
    /// <summary>The rules, or null after a message when a path or the placeholder file cannot be used.</summary>
    public static RuleSet? Load(Terminal terminal, IReadOnlyList<string> paths, FileInfo? placeholders, int threads = 0)
    {
        try
        {
            var faults = new List<ContentFault>();
            var options = new RuleSetOptions { Threads = threads };
            if (placeholders is not null)
            {
                var values = PlaceholderFile.Read(placeholders.ToString(), RuleArchive.ReadText(placeholders.FullName), faults);
                options = options with { Placeholders = values };
            }

            foreach (var fault in faults) terminal.Error.WriteLine(VisibleText.Of(fault.ToString()));
            return faults.Count > 0 ? null : RuleSet.Load(RuleFiles.Find(paths), options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine("rules cannot be read: " + VisibleText.Of(e.Message));
            return null;
        }
    }
}
