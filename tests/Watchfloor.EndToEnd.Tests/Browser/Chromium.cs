using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Watchfloor.EndToEnd.Tests.Browser;

/// <summary>A headless Chromium of its own, with a fresh profile, spoken to through the DevTools protocol.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] _arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--remote-debugging-port=0",
    ];

    private readonly Process _process;
    private readonly DirectoryInfo _profile;

    private Chromium(Process process, DirectoryInfo profile)
    {
        _process = process;
        _profile = profile;
    }

    /// <summary>Starts the browser; skips the test where there is none, fails where there must be one.</summary>
    public static Chromium Start()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(p => Path.Combine(p, "chromium")).FirstOrDefault(File.Exists);
        if (program is null)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, "chromium is not installed");
            Assert.Fail("chromium is not installed; tests/debian-packages.txt names it");
        }

        var profile = Directory.CreateTempSubdirectory("watchfloor-chromium-");
        var start = new ProcessStartInfo(program) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in _arguments) start.ArgumentList.Add(argument);
        start.ArgumentList.Add("--user-data-dir=" + profile.FullName);
        start.ArgumentList.Add("about:blank");
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return new Chromium(process, profile);
    }

    /// <summary>Opens a page in the browser's first tab and waits until it has drawn itself.</summary>
    public async Task<Page> OpenAsync(Uri address, CancellationToken cancel)
    {
        var portFile = Path.Combine(_profile.FullName, "DevToolsActivePort");
        string[] lines = [];
        while (lines.Length < 2)
        {
            Assert.False(_process.HasExited, "chromium ended early");
            await Task.Delay(50, cancel);
            if (File.Exists(portFile)) lines = await File.ReadAllLinesAsync(portFile, cancel);
        }

        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{lines[0]}{lines[1]}"), cancel);
        return await Page.OpenAsync(socket, address, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        try
        {
            _profile.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A child that has not quite ended may still write into its profile; the folder is a temporary one.
        }
    }
}

/// <summary>One tab. Keeps every request it made and every message on its console.</summary>
internal sealed class Page : IDisposable
{
    private readonly ClientWebSocket _socket;
    private readonly byte[] _buffer = new byte[1 << 20];
    private string? _session;
    private int _calls;

    private Page(ClientWebSocket socket) => _socket = socket;

    /// <summary>Addresses the page asked for.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Console messages, uncaught errors and breaches of the content security policy.</summary>
    public List<string> Console { get; } = [];

    internal static async Task<Page> OpenAsync(ClientWebSocket socket, Uri address, CancellationToken cancel)
    {
        var page = new Page(socket);
        var target = await page.CallAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" }, cancel);
        var attach = new JsonObject { ["targetId"] = target["targetId"]!.GetValue<string>(), ["flatten"] = true };
        page._session = (await page.CallAsync("Target.attachToTarget", attach, cancel))["sessionId"]!.GetValue<string>();
        foreach (var domain in (string[])["Runtime", "Log", "Network", "Page"])
            await page.CallAsync(domain + ".enable", [], cancel);
        await page.CallAsync("Page.navigate", new JsonObject { ["url"] = address.AbsoluteUri }, cancel);
        await page.WaitAsync("document.documentElement?.dataset.ready === 'true'", cancel);
        return page;
    }

    /// <summary>Evaluates an expression in the page and answers its value.</summary>
    public async Task<T> EvaluateAsync<T>(string expression, CancellationToken cancel)
    {
        var call = new JsonObject { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true };
        var answer = await CallAsync("Runtime.evaluate", call, cancel);
        Assert.True(answer["exceptionDetails"] is null, answer.ToJsonString());
        return answer["result"]!["value"]!.GetValue<T>();
    }

    /// <summary>Waits until an expression is true. The test's own time limit ends a wait in vain.</summary>
    public async Task WaitAsync(string expression, CancellationToken cancel)
    {
        while (!await EvaluateAsync<bool>(expression, cancel)) await Task.Delay(30, cancel);
    }

    /// <summary>Presses and releases a key that types nothing, such as <c>Enter</c>, or types a character.</summary>
    public async Task PressAsync(string key, CancellationToken cancel)
    {
        var code = key switch { "Enter" => 13, "Tab" => 9, "ArrowDown" => 40, "ArrowRight" => 39, _ => key[0] };
        var down = new JsonObject { ["type"] = "keyDown", ["key"] = key, ["windowsVirtualKeyCode"] = code };
        if (key == "Enter") down["text"] = "\r";
        if (key.Length == 1) down["text"] = key;
        await CallAsync("Input.dispatchKeyEvent", down, cancel);
        await CallAsync("Input.dispatchKeyEvent", new JsonObject { ["type"] = "keyUp", ["key"] = key, ["windowsVirtualKeyCode"] = code }, cancel);
    }

    public void Dispose() => _socket.Dispose();

    private async Task<JsonObject> CallAsync(string method, JsonObject parameters, CancellationToken cancel)
    {
        var id = ++_calls;
        var call = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session is not null) call["sessionId"] = _session;
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes<JsonNode>(call), WebSocketMessageType.Text, true, cancel);
        while (true)
        {
            var message = await ReceiveAsync(cancel);
            if (message["id"]?.GetValue<int>() != id)
            {
                Note(message);
                continue;
            }

            Assert.True(message["error"] is null, message.ToJsonString());
            return message["result"]!.AsObject();
        }
    }

    private async Task<JsonObject> ReceiveAsync(CancellationToken cancel)
    {
        using var whole = new MemoryStream();
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer, cancel);
            whole.Write(_buffer, 0, part.Count);
            if (part.EndOfMessage) return JsonNode.Parse(whole.ToArray())!.AsObject();
        }
    }

    private void Note(JsonObject message)
    {
        var parameters = message["params"];
        switch (message["method"]?.GetValue<string>())
        {
            case "Network.requestWillBeSent": Requests.Add(parameters!["request"]!["url"]!.GetValue<string>()); break;
            case "Runtime.consoleAPICalled" or "Runtime.exceptionThrown" or "Log.entryAdded": Console.Add(parameters!.ToJsonString()); break;
        }
    }
}
