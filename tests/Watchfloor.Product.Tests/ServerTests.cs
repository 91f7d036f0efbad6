using System.Net;
using Microsoft.Extensions.Hosting;
using Watchfloor.Engine.Tests;
using Watchfloor.Platform;
using Watchfloor.Product.Tests.Hosting;
using Watchfloor.Serve;

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

    [Fact]
    public async Task Failure_OfAPart_IsTold()
    {
        using BackgroundService well = new Part(null), failed = new Part(new InvalidOperationException("it broke"));
        foreach (var part in new[] { well, failed }) await part.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => failed.ExecuteTask!.IsCompleted);

        Assert.Null(Server.FailureOf([well]));
        Assert.Equal("it broke", Server.FailureOf([well, failed])?.Message);
        await well.StopAsync(TestContext.Current.CancellationToken);
        Assert.Null(Server.FailureOf([well]));
    }

    private sealed class Part(Exception? failure) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            if (failure is not null) throw failure;
            await Task.Delay(Timeout.Infinite, stoppingToken);
        }
    }
}
