using System.IO.Compression;
using TfNet.Formats;
using TfNet.Formats.Idx;
using TfNet.Formats.Images;

namespace TfNetZoo.Data;

/// <summary>
/// Makes the archive of <see cref="FashionMnistSmall"/> from the four IDX files of Fashion-MNIST: the first images of each class in the
/// order of the files, training images from the training file, validation images from the test file. The same input gives the same bytes.
/// </summary>
public static class FashionMnistMaker
{
    // The day the data set was published: entries carry no other date, so that the archive can be made again bit for bit.
    private static readonly DateTimeOffset s_date = new(2017, 8, 25, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Makes the archive.</summary>
    /// <param name="idxFolder">
    /// the folder with train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, plain or .gz
    /// </param>
    /// <param name="archive">the zip file to write</param>
    /// <param name="licence">text of the licence, which goes into the archive as LICENSE.txt</param>
    /// <param name="trainPerClass">training images in each class</param>
    /// <param name="validationPerClass">validation images in each class</param>
    /// <exception cref="IOException">a file is missing or damaged, or holds too few images of a class</exception>
    public static void Make(string idxFolder, string archive, string licence, int trainPerClass = 400, int validationPerClass = 60) =>
        AtomicFile.Write(archive, stream =>
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            Add(zip, "LICENSE.txt", System.Text.Encoding.UTF8.GetBytes(licence));
            AddImages(zip, "train", idxFolder, "train", trainPerClass);
            AddImages(zip, "val", idxFolder, "t10k", validationPerClass);
        });

    private static void AddImages(ZipArchive zip, string folder, string idxFolder, string prefix, int perClass)
    {
        IdxArray images = IdxFile.Read(Find(idxFolder, prefix + "-images-idx3-ubyte"));
        IdxArray labels = IdxFile.Read(Find(idxFolder, prefix + "-labels-idx1-ubyte"));
        if (images.Shape is not [int count, int rows, int columns] || labels.Shape is not [int labelCount] || labelCount != count)
        {
            string received = $"[{string.Join(", ", images.Shape)}] and [{string.Join(", ", labels.Shape)}]";
            throw new IdxException(idxFolder, $"expected images [n, rows, columns] and labels [n]; received {received}");
        }
        IReadOnlyList<string> names = FashionMnistSmall.ClassNames;
        var chosen = names.Select(_ => new List<int>()).ToArray();
        for (int i = 0; i < count; i++)
        {
            if (labels.Data[i] >= names.Count)
                throw new IdxException(idxFolder, $"expected labels of 0 to {names.Count - 1}; received {labels.Data[i]}");
            if (chosen[labels.Data[i]].Count < perClass)
                chosen[labels.Data[i]].Add(i);
        }
        foreach (int label in Enumerable.Range(0, names.Count).OrderBy(l => names[l], StringComparer.Ordinal))
        {
            if (chosen[label].Count < perClass)
                throw new IdxException(idxFolder, $"expected {perClass} images of {names[label]}; received {chosen[label].Count}");
            foreach (int i in chosen[label])
            {
                byte[] pixels = images.Data.AsSpan(i * rows * columns, rows * columns).ToArray();
                Add(zip, $"{folder}/{names[label]}/{i:D5}.png", ImageFile.EncodePng(new RgbImage(columns, rows, 1, pixels)));
            }
        }
    }

    private static string Find(string folder, string name)
    {
        string plain = Path.Combine(folder, name);
        return File.Exists(plain) ? plain : plain + ".gz";
    }

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        ZipArchiveEntry entry = zip.CreateEntry(name, CompressionLevel.SmallestSize);
        entry.LastWriteTime = s_date;
        // Plain file, readable by all, whatever system it is made on.
        entry.ExternalAttributes = unchecked((int)0x81A40000);
        using Stream s = entry.Open();
        s.Write(content);
    }
}
