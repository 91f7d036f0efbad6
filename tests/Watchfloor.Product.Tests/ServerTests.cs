using System.Net;
using Watchfloor.Platform;
using Watchfloor.Product.Tests.Hosting;

namespace Watchfloor.Product.Tests;

public sealed class ServerTests
{
    [Fact]
    public async Task Start_FreshDirectory_AnswersHttp()
    {
        await using var server = await RunningServer.StartAsync();

        using var answer = await server.Http.GetAsync("/nothing-here", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Start_DirectoryInUse_IsRefusedWithTheWayOut()
    {
        await using var first = await RunningServer.StartAsync();
        var data = (DataDirectory)first.Services.GetService(typeof(DataDirectory))!;

        var refused = await Assert.ThrowsAsync<DataDirectoryException>(() => RunningServer.StartAsync(data: data.Root));

        Assert.Contains("in use by another server", refused.Message, StringComparison.Ordinal);
    }
}
