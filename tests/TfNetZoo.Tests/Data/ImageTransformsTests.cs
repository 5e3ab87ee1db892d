using Tensorflow;
using Tensorflow.Keras.Preprocessing;
using TfNet.Formats.Images;
using TfNet.Goldens;
using TfNet.Random;
using TfNetZoo.Data;

namespace TfNetZoo.Tests.Data;

public class ImageTransformsTests
{
    [Theory]
    [InlineData(300, 200)]
    [InlineData(28, 28)]
    [InlineData(1, 1)]
    [InlineData(500, 3)]
    public void Random_crops_lie_inside_and_have_the_ratios(int width, int height)
    {
        var random = new PythonRandom(1);
        for (int i = 0; i < 500; i++)
        {
            (int left, int top, int w, int h) = ImageTransforms.RandomCrop(width, height, random);
            Assert.True(left >= 0 && top >= 0 && w >= 1 && h >= 1 && left + w <= width && top + h <= height, $"{left} {top} {w} {h}");
            if (width < 300)
                continue;
            // The sides are rounded, so the ratio is that of sides up to half a pixel away.
            Assert.InRange((w + 0.5) / (h - 0.5), 0.75, double.PositiveInfinity);
            Assert.InRange((w - 0.5) / (h + 0.5), 0, 4 / 3.0);
            Assert.True(height < 100 || (w + 0.5) * (h + 0.5) >= 0.08 * width * height, $"{w} x {h}");
        }
    }

    [Fact]
    public void A_long_picture_gives_its_middle() => Assert.Equal((248, 0, 4, 3), ImageTransforms.RandomCrop(500, 3, new PythonRandom(1)));

    [Fact]
    public void Mirrored()
    {
        var image = new RgbImage(3, 2, 1, [1, 2, 3, 4, 5, 6]);
        Assert.Equal([3, 2, 1, 6, 5, 4], ImageTransforms.HorizontalFlip(image).Pixels);
        Assert.Same(image, ImageTransforms.RandomHorizontalFlip(image, new PythonRandom(0), 0));
        Assert.Equal([3, 2, 1, 6, 5, 4], ImageTransforms.RandomHorizontalFlip(image, new PythonRandom(0), 1).Pixels);
    }

    [Fact]
    public void Cropped_or_padded()
    {
        var image = new RgbImage(3, 2, 1, [1, 2, 3, 4, 5, 6]);
        // As tf.image.resize_with_crop_or_pad: one row of two is cut at the bottom, one column is padded on the right.
        Assert.Equal([1, 2, 3, 0], ImageTransforms.CropOrPad(image, 1, 4).Pixels);
        Assert.Equal([0, 0, 2, 5, 0, 0], ImageTransforms.CropOrPad(image, 6, 1).Pixels);
    }

    [Fact]
    public void A_loader_passes_once_over_all_files_whatever_the_threads()
    {
        var generator = new ImageDataGenerator();
        DirectoryIterator files = generator.flow_from_directory(GoldenFolder.Path("data", "tree"), class_mode: "sparse", shuffle: false);
        List<(float[] Images, long[] Labels)> first = Passes(files), second = Passes(files);
        Assert.Equal(2 * ((files.n + 3) / 4), first.Count);
        Assert.All(first.Zip(second), p =>
        {
            Assert.Equal(p.First.Images, p.Second.Images);
            Assert.Equal(p.First.Labels, p.Second.Labels);
        });
        int half = first.Count / 2;
        Assert.Equal(files.classes.Select(k => (long)k).Order(), first[..half].SelectMany(b => b.Labels).Order());
        Assert.NotEqual(first[..half].SelectMany(b => b.Images), first[half..].SelectMany(b => b.Images));
        Assert.All(first.SelectMany(b => b.Images), v => Assert.InRange(v, -1, 1));
    }

    [Fact]
    public void A_loader_refuses_pictures_of_different_sizes()
    {
        DirectoryIterator files = new ImageDataGenerator().flow_from_directory(GoldenFolder.Path("data", "tree"), class_mode: "sparse");
        var loader = new ImageLoader(files, (image, random) => ImageTransforms.Resize(image, 4 + (int)random.randint(0, 20), 4), batch_size: files.n);
        Assert.Contains("expected pictures of one size", Assert.Throws<ValueError>(() => loader.First()).Message, StringComparison.Ordinal);
    }

    private static List<(float[] Images, long[] Labels)> Passes(DirectoryIterator files)
    {
        var loader = new ImageLoader(files, (image, random) => ImageTransforms.RandomResizedCrop(image, 8, random), 4, shuffle: true, seed: 5);
        return [.. loader.Concat(loader).Select(b => (b.Images.ToArray<float>(), b.Labels.ToArray<long>()))];
    }
}
