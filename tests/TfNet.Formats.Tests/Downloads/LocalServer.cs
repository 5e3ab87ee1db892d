using System.Net;
using System.Net.Sockets;

namespace TfNet.Formats.Tests.Downloads;

/// <summary>A web server on this machine that serves one file, with or without ranges, and can break off.</summary>
internal sealed class LocalServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _loop;

    public LocalServer(byte[] content)
    {
        Content = content;
        for (int tries = 0; ; tries++)
        {
            Address = $"http://127.0.0.1:{FreePort()}/";
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add(Address);
            try
            {
                _listener.Start();
                break;
            }
            catch (HttpListenerException) when (tries < 5)
            {
            }
        }
        _loop = Task.Run(ServeAsync);
    }

    public byte[] Content { get; set; }

    public string Address { get; }

    public bool Ranges { get; set; } = true;

    public int Status { get; set; } = 200;

    /// <summary>Where an answer is broken off, counted in the file; once for each entry.</summary>
    public Queue<int> BreakAt { get; } = [];

    /// <summary>Holds every answer back after this many bytes until the client leaves.</summary>
    public int? StallAt { get; set; }

    /// <summary>The first byte asked for by each request; −1 where none was named.</summary>
    public List<long> Requests { get; } = [];

    public void Dispose()
    {
        _listener.Abort();
        try
        {
            _loop.Wait(TimeSpan.FromSeconds(5));
        }
        catch (AggregateException)
        {
            // The listener was closed under a waiting call.
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            try
            {
                await AnswerAsync(context);
            }
            catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                // The client has gone.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        string? range = context.Request.Headers["Range"];
        long from = range == null ? -1 : long.Parse(range["bytes=".Length..^1], System.Globalization.CultureInfo.InvariantCulture);
        lock (Requests)
            Requests.Add(from);
        HttpListenerResponse r = context.Response;
        r.StatusCode = Status;
        long start = Ranges && from > 0 && Status == 200 ? from : 0;
        if (start >= Content.Length)
        {
            r.StatusCode = 416;
            r.Close();
            return;
        }
        if (start > 0)
        {
            r.StatusCode = 206;
            r.Headers["Content-Range"] = $"bytes {start}-{Content.Length - 1}/{Content.Length}";
        }
        int end = r.StatusCode is 200 or 206 ? Content.Length : (int)start;
        r.ContentLength64 = end - start;
        if (StallAt is int stall && end > stall)
        {
            await r.OutputStream.WriteAsync(Content.AsMemory((int)start, stall));
            await r.OutputStream.FlushAsync();
            await Task.Delay(TimeSpan.FromSeconds(1));
            context.Response.Abort();
            return;
        }
        if (BreakAt.TryDequeue(out int cut))
        {
            await r.OutputStream.WriteAsync(Content.AsMemory((int)start, cut - (int)start));
            await r.OutputStream.FlushAsync();
            context.Response.Abort();
            return;
        }
        await r.OutputStream.WriteAsync(Content.AsMemory((int)start, end - (int)start));
        r.Close();
    }
}
