using System.Diagnostics;

namespace Watchfloor.Engine.Tests.Formats.Archives;

/// <summary>A scratch folder in which Debian's own tools pack files; removed at the end.</summary>
internal sealed class Packer : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("watchfloor-archives-").FullName;

    public string Path(string name) => System.IO.Path.Combine(_folder, name);

    public Packer Write(string name, string content) => Write(name, System.Text.Encoding.UTF8.GetBytes(content));

    public Packer Write(string name, byte[] content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllBytes(Path(name), content);
        return this;
    }

    public byte[] Bytes(string name) => File.ReadAllBytes(Path(name));

    /// <summary>
    /// Runs a line of shell in the folder. Where its first tool is not installed the test is skipped, except on the build server.
    /// </summary>
    public Packer Run(string line)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", line])
        {
            WorkingDirectory = _folder,
            RedirectStandardError = true,
        })!;
        var errors = shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        if (shell.ExitCode == 127 && Environment.GetEnvironmentVariable("CI") is null)
            Assert.Skip($"a tool of tests/debian-packages.txt is missing: {errors}");
        Assert.True(shell.ExitCode == 0, $"{line}: {errors}");
        return this;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
