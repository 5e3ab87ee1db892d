using Tensorflow;
using TfNet.Formats.Images;
using TfNetZoo.Networks;
using TfNetZoo.Pretrained;
using TfNetZoo.Text;
using NDArray = NumSharp.NDArray;

namespace TfNetZoo.Inference;

/// <summary>How a photo becomes a network's input: decoded, resized, scaled. Every prediction and evaluation goes through here.</summary>
/// <param name="Size">Height and width of the input.</param>
/// <param name="Preprocessing">From pixel values (0 to 255) to the input.</param>
/// <param name="Resize">From the photo's size to the input's.</param>
/// <param name="Channels">3: RGB; 1: grey.</param>
public sealed record PhotoInput(int Size, Preprocessing Preprocessing, PhotoResize Resize = PhotoResize.Bicubic, int Channels = 3)
{
    private readonly float[][] _tables = Preprocessing == Preprocessing.MeanImage ? [] : PixelScaling.Tables(Preprocessing, Channels);

    // The mean image is read when the first photo is.
    private readonly Lazy<Func<NDArray, NDArray>>? _minusMean =
        Preprocessing == Preprocessing.MeanImage ? new(() => ResNet18Weights.Preprocessing(Size, Size)) : null;

    /// <summary>Height and width of the input.</summary>
    public int Size { get; } = Size > 0 ? Size : throw new ValueError($"PhotoInput: argument Size: expected at least 1; received {Size}");

    /// <summary>3: RGB; 1: grey.</summary>
    public int Channels { get; } = Channels is 1 or 3 ? Channels
        : throw new ValueError($"PhotoInput: argument Channels: expected 1 or 3; received {Channels}");

    /// <summary>Numbers of one input.</summary>
    public int Length => checked(Size * Size * Channels);

    /// <summary>The input of a network.</summary>
    /// <param name="network">From the registry.</param>
    /// <param name="size">Height and width; 0: the network's own.</param>
    public static PhotoInput Of(NetworkInfo network, int size = 0)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new PhotoInput(size > 0 ? size : network.Size, network.Preprocessing, network.Resize, network.Channels);
    }

    /// <summary>Reads a photo as a batch of one: [1, Size, Size, Channels] float32.</summary>
    /// <param name="path">JPEG, PNG, BMP or GIF, told by content.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ImageFormatException">The file is damaged or of another kind.</exception>
    public Tensor Load(string path)
    {
        var values = new float[Length];
        Load(path, values);
        return new Tensor(values, (1, Size, Size, Channels));
    }

    /// <summary>Reads a photo into memory of <see cref="Length"/> numbers, [Size, Size, Channels]. Safe to call from several threads.</summary>
    /// <inheritdoc cref="Load(string)"/>
    public void Load(string path, Span<float> target)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException(NotesText.FileMissing(path), path);
        Scale(Resized(ImageFile.Load(path, Channels == 1 ? ColorMode.Grayscale : ColorMode.Rgb)).Pixels, target);
    }

    /// <summary>A decoded photo in the input's size, not yet scaled.</summary>
    public RgbImage Resized(RgbImage photo) => PhotoResizer.Resize(photo, Size, Resize);

    /// <summary>Scales the 8-bit pixels of a picture in the input's size, [Size, Size, Channels].</summary>
    public void Scale(ReadOnlySpan<byte> pixels, Span<float> target)
    {
        if (target.Length < pixels.Length)
            throw new ValueError($"PhotoInput: argument target: expected at least {pixels.Length} numbers; received {target.Length}");
        if (_minusMean is not null)
        {
            Scale(new NDArray(Array.ConvertAll(pixels.ToArray(), p => (float)p), new NumSharp.Shape(Size, Size, Channels)))
                .ToArray<float>().CopyTo(target);
            return;
        }
        for (int c = 0; c < Channels; c++)
        {
            float[] table = _tables[c];
            for (int i = c, from = PixelScaling.SourceChannel(Preprocessing, c, Channels); i < pixels.Length; i += Channels, from += Channels)
                target[i] = table[pixels[from]];
        }
    }

    /// <summary>Scales a picture [h, w, Channels] of values 0 to 255: for <c>ImageDataGenerator(preprocessing_function: input.Scale)</c>.</summary>
    public NDArray Scale(NDArray picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (_minusMean is not null)
            return _minusMean.Value(picture);
        float[] pixels = picture.astype(NumSharp.NPTypeCode.Single).ToArray<float>(), scaled = new float[pixels.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            int c = i % Channels;
            scaled[i] = PixelScaling.Of(Preprocessing, pixels[i - c + PixelScaling.SourceChannel(Preprocessing, c, Channels)], c);
        }
        return new NDArray(scaled, new NumSharp.Shape(picture.shape));
    }
}
