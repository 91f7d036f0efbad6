using Watchfloor.Events.Content;

namespace Watchfloor.Serve;

/// <summary>Puts settings together: the file, above it the environment, above that the command line.</summary>
internal static class SettingsReader
{
    private const string Prefix = "WATCHFLOOR__";

    /// <summary>The options that result.</summary>
    /// <param name="data">The data directory if nothing else names one.</param>
    /// <param name="file">The configuration file, or null: <c>watchfloor.yaml</c> in the data directory when it exists.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="arguments">Values from the command line, by key.</param>
    /// <exception cref="SettingException">A key is unknown or a value is not allowed.</exception>
    public static ServerOptions Read(string data, string? file, IReadOnlyDictionary<string, string> environment, IReadOnlyList<(Setting Setting, IReadOnlyList<string> Values)> arguments)
    {
        var fromEnvironment = FromEnvironment(environment);
        var folder = arguments.Concat(fromEnvironment).Where(a => a.Setting.Key == "data").Select(a => a.Values[0]).FirstOrDefault() ?? data;
        var path = file ?? Path.Combine(folder, "watchfloor.yaml");
        var options = new ServerOptions { Data = data };
        if (file is not null || File.Exists(path)) options = Apply(options, FromFile(path), path);
        options = Apply(options, fromEnvironment, "the environment");
        options = Apply(options, arguments, "the command line");
        if (options.Listen == ServerOptions.Off && options.ListenTls == ServerOptions.Off) throw new SettingException("listen and listen-tls are both off, so that nobody could reach the server; set one of them");
        if (!options.InsecureHttp && Listeners.InTheClear(options) is { Count: > 0 } clear) throw new SettingException(ListenHealth.Warning(clear) + " Behind a proxy that ends TLS, name it with trusted-proxy. Or say insecure-http: yes, where nobody can listen in.");
        return options.Retention.Faults() is { Count: > 0 } faults ? throw new SettingException(string.Join('\n', faults)) : options;
    }

    private static ServerOptions Apply(ServerOptions options, IEnumerable<(Setting Setting, IReadOnlyList<string> Values)> settings, string origin)
    {
        foreach (var (setting, values) in settings)
        {
            // A list in one place replaces the list of the place below it.
            if (setting.Empty is { } empty) options = empty(options);
            try
            {
                foreach (var value in values) options = setting.Apply(options, value);
            }
            catch (SettingException e)
            {
                throw new SettingException($"{setting.Key} in {origin}: {e.Message}");
            }
        }

        return options;
    }

    private static List<(Setting Setting, IReadOnlyList<string> Values)> FromEnvironment(IReadOnlyDictionary<string, string> environment)
    {
        var settings = new List<(Setting, IReadOnlyList<string>)>();
        foreach (var (name, value) in environment)
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            var setting = Settings.All.FirstOrDefault(s => s.Variable == name)
                ?? throw new SettingException($"the environment variable {name} is no setting; known are {string.Join(", ", Settings.All.Select(s => s.Variable))}");
            settings.Add((setting, setting.IsList ? value.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) : [value]));
        }

        return settings;
    }

    private static List<(Setting Setting, IReadOnlyList<string> Values)> FromFile(string path)
    {
        var faults = new List<ContentFault>();
        List<ContentNode> documents;
        try
        {
            documents = ContentReader.Read(path, File.ReadAllText(path), faults);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"{path} cannot be read: {e.Message}");
        }

        if (faults is [var fault, ..]) throw new SettingException(fault.ToString());
        var settings = new List<(Setting, IReadOnlyList<string>)>();
        foreach (var document in documents)
        {
            if (document is not ContentMap map) throw new SettingException($"{path}:{document.Line}: settings are written as key: value");
            Collect(map, "", path, settings);
        }

        return settings;
    }

    private static void Collect(ContentMap map, string above, string path, List<(Setting, IReadOnlyList<string>)> settings)
    {
        foreach (var (name, node) in map.Entries)
        {
            var key = above + name.Value;
            if (node is ContentMap inner)
            {
                Collect(inner, key + ".", path, settings);
                continue;
            }

            var setting = Settings.All.FirstOrDefault(s => s.Key == key)
                ?? throw new SettingException($"{path}:{name.Line}: '{key}' is no setting; known are {string.Join(", ", Settings.All.Select(s => s.Key))}");
            settings.Add((setting, Values(setting, node, path)));
        }
    }

    private static List<string> Values(Setting setting, ContentNode node, string path) => node switch
    {
        ContentScalar scalar => [scalar.Value],
        ContentList list when setting.IsList && list.Items.All(i => i is ContentScalar) => [.. list.Items.Cast<ContentScalar>().Select(s => s.Value)],
        _ => throw new SettingException($"{path}:{node.Line}: {setting.Key} takes {(setting.IsList ? "a list of values" : "one value")}"),
    };
}
