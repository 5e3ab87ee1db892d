using System.Diagnostics;
using System.Globalization;
using TfNet.Formats.Images;

namespace TfNet.Formats.Tests.Fuzz;

/// <summary>
/// A task of the child process: it decodes mutants one after the other, writes the number of each into a journal before it begins, and
/// ends with 0 when all were decoded or refused as they should be. A crash of native code ends it by a signal; the journal names the
/// mutant.
/// </summary>
internal static class FuzzChild
{
    public const int Failure = 2, Hang = 3;

    private const long AllocationLimit = 256 << 20;

    private static readonly Limits s_limits = new() { MaxImagePixels = 4 << 20, MaxImageBufferBytes = 32 << 20 };

    /// <summary>Ends the process with 0, or with one of the codes above.</summary>
    /// <param name="args">path of the journal, first mutant, how many</param>
    public static void Run(string[] args)
    {
        (string journal, string first, string count) = (args[0], args[1], args[2]);
        using var stream = new FileStream(journal, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        int from = int.Parse(first, CultureInfo.InvariantCulture), n = int.Parse(count, CultureInfo.InvariantCulture);
        var mutants = new ImageMutants();
        using Process self = Process.GetCurrentProcess();
        int current = from;
        using var watch = new Timer(Watch(self, () => Volatile.Read(ref current)), null, 1000, 1000);
        int accepted = 0;
        for (; current < from + n; Interlocked.Increment(ref current))
        {
            stream.Position = 0;
            stream.Write(BitConverter.GetBytes(current));
            string? wrong = Try(mutants.Make(current), (ColorMode)(current % 3), ref accepted);
            if (wrong != null)
            {
                Console.Error.WriteLine($"mutant {current}: {wrong}");
                Environment.Exit(Failure);
            }
        }
        self.Refresh();
        Console.WriteLine($"{accepted} accepted, peak {self.PeakWorkingSet64 >> 20} MB");
        Environment.Exit(self.PeakWorkingSet64 < 1L << 30 ? 0 : Failure);
    }

    /// <summary>
    /// Ends the process when one mutant takes more than two seconds of processor time (a busy machine may make it wait longer).
    /// </summary>
    private static TimerCallback Watch(Process self, Func<int> current)
    {
        int seen = -1;
        TimeSpan start = TimeSpan.Zero;
        return _ =>
        {
            self.Refresh();
            if (current() != seen)
                (seen, start) = (current(), self.TotalProcessorTime);
            else if (self.TotalProcessorTime - start > TimeSpan.FromSeconds(2))
                Environment.Exit(Hang);
        };
    }

    private static string? Try(byte[] data, ColorMode mode, ref int accepted)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        RgbImage image;
        try
        {
            image = ImageFile.Decode(data, mode, s_limits);
        }
        catch (ImageFormatException)
        {
            return GC.GetAllocatedBytesForCurrentThread() - before < AllocationLimit ? null : "refused, but only after a large allocation";
        }
        catch (Exception e)
        {
            return e.ToString();
        }
        accepted++;
        if (GC.GetAllocatedBytesForCurrentThread() - before > AllocationLimit)
            return "a large allocation";
        // What was accepted is a sound image: it survives writing and reading.
        RgbImage again = ImageFile.Decode(ImageFile.EncodePng(image), mode);
        return again.Pixels.AsSpan().SequenceEqual(image.Pixels) ? null : "encoding and decoding changed it";
    }
}
