using TfNet.Formats.Archives;
using TfNet.Formats.Downloads;
using TfNet.Formats.Images;

namespace TfNetZoo.Data;

/// <summary>
/// The flower photos of TensorFlow's tutorials: 3,670 JPEG files in five classes, 218 MB, Creative Commons by attribution (the archive's
/// LICENSE.txt names every photographer). They are fetched once, verified and unpacked; an archive or a folder that is already there can
/// be used instead.
/// </summary>
public static class FlowerPhotos
{
    /// <summary>The official address.</summary>
    public const string Address = "http://download.tensorflow.org/example_images/flower_photos.tgz";

    /// <summary>SHA-256 of the official file of 228,813,984 bytes, as TensorFlow Datasets records it for tf_flowers.</summary>
    public const string Sha256 = "4c54ace7911aaffe13a365c34f650e71dd5bf1be0a58b464e5a7183e3e595d9c";

    private const string FolderName = "flower_photos", ArchiveName = "flower_photos.tgz";

    /// <summary>The five classes.</summary>
    public static IReadOnlyList<string> ClassNames { get; } = ["daisy", "dandelion", "roses", "sunflowers", "tulips"];

    /// <summary>Gets the photos if they are not there yet.</summary>
    /// <param name="folder">where <c>flower_photos</c> is or goes, e.g. data_set/flower_data</param>
    /// <param name="source">
    /// null: the official archive is downloaded into <paramref name="folder"/> (an interrupted download goes on); else an archive
    /// (.tgz, .tar, .zip), which is unpacked, or a folder of class folders, which is used where it is
    /// </param>
    /// <param name="output">takes progress lines; null: the console</param>
    /// <param name="cancel">stops the work</param>
    /// <returns>the full path of the folder with one folder for each class</returns>
    /// <exception cref="IOException">the photos cannot be fetched, are not the official ones, or cannot be unpacked</exception>
    public static string Ensure(string folder, string? source = null, TextWriter? output = null, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        output ??= Console.Out;
        if (source != null && Directory.Exists(source))
            return ClassFolder(source) ?? throw new DirectoryNotFoundException(
                $"FlowerPhotos: argument source: expected a folder of class folders with images; received '{source}'");
        if (source != null && !File.Exists(source))
            throw new FileNotFoundException(
                $"FlowerPhotos: argument source: expected an archive or a folder; received '{source}', which does not exist", source);
        string target = Path.Combine(Path.GetFullPath(folder), FolderName);
        if (Directory.Exists(target))
            return ClassFolder(target) ?? throw new DirectoryNotFoundException(
                $"FlowerPhotos: '{target}' exists, but holds no class folders with images");
        string archive = source ?? Fetch(Path.Combine(Path.GetFullPath(folder), ArchiveName), output, cancel);
        Unpack(archive, target, output, cancel);
        if (source == null)
            File.Delete(archive);
        return ClassFolder(target) ?? throw new DirectoryNotFoundException($"FlowerPhotos: '{archive}' holds no class folders with images");
    }

    /// <summary>Gets the photos if they are not there yet, and splits them anew into <c>train</c> and <c>val</c> below a folder.</summary>
    /// <param name="folder">where <c>train</c> and <c>val</c> go, e.g. data_set/flower_data</param>
    /// <param name="rate">share of the validation photos; the draw is that of <see cref="SplitData"/></param>
    /// <param name="source">as for <see cref="Ensure"/></param>
    /// <param name="output">takes progress lines; null: the console</param>
    /// <param name="cancel">stops the download and the unpacking</param>
    /// <returns>the full path of <paramref name="folder"/></returns>
    /// <exception cref="IOException">the photos cannot be fetched, are not the official ones, or cannot be unpacked</exception>
    public static string Prepare(
        string folder, double rate = 0.1, string? source = null, TextWriter? output = null, CancellationToken cancel = default)
    {
        string photos = Ensure(folder, source, output, cancel);
        string full = Path.GetFullPath(folder);
        Directory.CreateDirectory(full);
        SplitData.Run(photos, full, rate, output: output);
        return full;
    }

    private static string Fetch(string archive, TextWriter output, CancellationToken cancel)
    {
        long lastStep = -1;
        void Report(DownloadProgress p)
        {
            // A line for every 10 MB, so that a log stays readable.
            if (p.BytesReceived / 10_000_000 == lastStep)
                return;
            lastStep = p.BytesReceived / 10_000_000;
            output.WriteLine($"{ArchiveName}: {p.BytesReceived / 1_000_000} of {(p.TotalBytes ?? 0) / 1_000_000} MB");
        }
        try
        {
            Download.File(Address, archive, Sha256, new DownloadOptions { Progress = Report }, cancel);
        }
        catch (DownloadException e)
        {
            throw new IOException($"{e.Message} Without a connection, fetch the file elsewhere and pass it as source.", e);
        }
        return archive;
    }

    private static void Unpack(string archive, string target, TextWriter output, CancellationToken cancel)
    {
        string raw = target + ".unpacked";
        if (Directory.Exists(raw))
            Directory.Delete(raw, recursive: true);
        output.WriteLine($"unpacking {archive}");
        int files = SafeArchive.Extract(archive, raw, cancel: cancel);
        output.WriteLine($"{files} files");
        try
        {
            string content = ClassFolder(raw) ?? throw new DirectoryNotFoundException(
                $"FlowerPhotos: '{archive}' holds no class folders with images");
            Directory.Move(content, target);
        }
        finally
        {
            if (Directory.Exists(raw))
                Directory.Delete(raw, recursive: true);
        }
    }

    /// <summary>The folder itself, or its only subfolder, if there are at least two folders with images in it.</summary>
    private static string? ClassFolder(string folder)
    {
        string full = Path.GetFullPath(folder);
        string[] inner = Directory.GetDirectories(full);
        if (inner.Count(HasImages) >= 2)
            return full;
        return inner.Length == 1 && Directory.GetDirectories(inner[0]).Count(HasImages) >= 2 ? inner[0] : null;
    }

    private static bool HasImages(string folder) =>
        Directory.EnumerateFiles(folder).Any(f => ImageFile.Extensions.Contains(Path.GetExtension(f).ToLowerInvariant()));
}
