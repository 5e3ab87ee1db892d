using System.Net;
using System.Net.Http.Headers;

namespace TfNet.Formats.Downloads;

/// <summary>Fills a .part file: as many requests as it takes, each from where the last one ended.</summary>
internal sealed class DownloadJob(HttpClient client, Uri uri, string part, DownloadOptions options, int blockBytes)
{
    /// <summary>Fetches the rest of the file. True when bytes of an earlier run were kept.</summary>
    public async Task<bool> RunAsync(CancellationToken cancel)
    {
        bool resumed = File.Exists(part) && new FileInfo(part).Length > 0;
        for (int tries = 0; ; tries++)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                resumed &= await RequestAsync(cancel).ConfigureAwait(false);
                return resumed;
            }
            catch (Exception e) when (IsBrokenConnection(e, cancel))
            {
                if (tries >= options.Retries)
                    throw new DownloadException(uri.ToString(),
                        $"the connection broke {tries + 1} times; what came is kept and the next try goes on from there: {e.Message}", e);
                await Task.Delay(TimeSpan.FromMilliseconds(200 << Math.Min(tries, 6)), cancel).ConfigureAwait(false);
            }
        }
    }

    private static bool IsBrokenConnection(Exception e, CancellationToken cancel) => e switch
    {
        DownloadException => false,
        OperationCanceledException => !cancel.IsCancellationRequested,
        HttpRequestException or HttpIOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>One request. False when the server began again at the first byte.</summary>
    private async Task<bool> RequestAsync(CancellationToken cancel)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        idle.CancelAfter(options.IdleTimeout);
        using var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: true);
        long start = file.Length;
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        if (start > 0)
            request.Headers.Range = new RangeHeaderValue(start, null);
        using HttpResponseMessage response = await client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, idle.Token).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && start > 0)
            return true;
        if (!response.IsSuccessStatusCode)
            throw new DownloadException(uri.ToString(), $"the server answered {(int)response.StatusCode} {response.ReasonPhrase}");
        bool goesOn = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == start;
        if (response.StatusCode == HttpStatusCode.PartialContent && !goesOn)
            throw new DownloadException(
                uri.ToString(), $"expected the bytes from {start} on; the server sent {response.Content.Headers.ContentRange}");
        if (!goesOn)
            file.SetLength(start = 0);
        file.Position = start;
        long? total = response.Content.Headers.ContentLength + start;
        if (total > options.MaxBytes)
            throw new DownloadException(uri.ToString(), $"expected at most {options.MaxBytes} bytes; the server announces {total}");
        await CopyAsync(response, file, total, idle, cancel).ConfigureAwait(false);
        return goesOn;
    }

    private async Task CopyAsync(
        HttpResponseMessage response, FileStream file, long? total, CancellationTokenSource idle, CancellationToken cancel)
    {
        using Stream content = await response.Content.ReadAsStreamAsync(idle.Token).ConfigureAwait(false);
        byte[] buffer = new byte[blockBytes];
        while (true)
        {
            idle.CancelAfter(options.IdleTimeout);
            int n = await content.ReadAsync(buffer, idle.Token).ConfigureAwait(false);
            if (n == 0)
                break;
            if (file.Position + n > options.MaxBytes)
                throw new DownloadException(uri.ToString(), $"expected at most {options.MaxBytes} bytes; received more");
            await file.WriteAsync(buffer.AsMemory(0, n), cancel).ConfigureAwait(false);
            options.Progress?.Invoke(new DownloadProgress(file.Position, total));
        }
        file.Flush(flushToDisk: true);
    }
}
