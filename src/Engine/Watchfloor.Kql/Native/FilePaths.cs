namespace Watchfloor.Kql.Native;

/// <summary>The parts of a path of Windows, of a share or of Unix, under the names that Kusto gives them.</summary>
internal static class FilePaths
{
    public static string? Parse(ReadOnlySpan<string?> arguments)
    {
        var path = arguments.Text(0);
        var scheme = "";
        var mark = path.IndexOf("://", StringComparison.Ordinal);
        if (mark > 0) (scheme, path) = (path[..mark], path[(mark + 3)..]);
        if (path.StartsWith(@"\\?\", StringComparison.Ordinal)) path = path[4..];
        var hasDrive = path.Length >= 2 && char.IsAsciiLetter(path[0]) && path[1] == ':';

        // A colon behind the drive's begins the name of an alternate stream.
        var stream = "";
        var colon = path.LastIndexOf(':');
        if (colon > (hasDrive ? 1 : 0)) (path, stream) = (path[..colon], path[(colon + 1)..]);

        var end = path.AsSpan().LastIndexOfAny('\\', '/');
        var directory = end < 0 ? "" : path[..end];
        var file = path[(end + 1)..];
        var parent = directory[(directory.AsSpan().LastIndexOfAny('\\', '/') + 1)..];
        var dot = file.LastIndexOf('.');
        return JsonText.Bag(
        [
            new("Scheme", JsonText.Quoted(scheme)), new("RootPath", JsonText.Quoted(hasDrive ? path[..2] : "")), new("DirectoryPath", JsonText.Quoted(directory)),
            new("DirectoryName", JsonText.Quoted(parent)), new("Filename", JsonText.Quoted(file)), new("Extension", JsonText.Quoted(dot < 0 ? "" : file[(dot + 1)..])),
            new("AlternateDataStreamName", JsonText.Quoted(stream)),
        ]);
    }
}
