using Tensorflow;
using TfNet.Formats.Images;
using TfNetZoo.Inference;
using TfNetZoo.Networks;
using TfNetZoo.Pretrained;
using TfNetZoo.Tests.Data;
using NDArray = NumSharp.NDArray;

namespace TfNetZoo.Tests.Inference;

/// <summary>Scaling against numbers worked out by hand, resizing rules against positions in a picture.</summary>
public class PhotoInputTests
{
    // R, G, B = 0, 51, 255: 0, 0.2 and 1 of the whole.
    [Theory]
    [InlineData(Preprocessing.Unit, 0.0, 0.2, 1.0)]
    [InlineData(Preprocessing.Half, -1.0, -0.6, 1.0)]
    [InlineData(Preprocessing.ImageNet, -2.1179039301310043, -1.1428571428571428, 2.64)]
    [InlineData(Preprocessing.SlimMeans, -123.68, -65.78, 151.06)]
    [InlineData(Preprocessing.Caffe, 151.061, -65.779, -123.68)]
    [InlineData(Preprocessing.None, 0.0, 51.0, 255.0)]
    public void Each_formula_gives_the_numbers_of_its_definition(Preprocessing preprocessing, double first, double second, double third)
    {
        var input = new PhotoInput(1, preprocessing);
        var bytes = new float[3];
        input.Scale([0, 51, 255], bytes);
        float[] floats = input.Scale(new NDArray(new float[] { 0, 51, 255 }, new NumSharp.Shape(1, 1, 3))).ToArray<float>();
        Assert.Equal(bytes, floats);
        Assert.Equal((float)first, bytes[0], 1e-6f);
        Assert.Equal((float)second, bytes[1], 1e-4f);
        Assert.Equal((float)third, bytes[2], 1e-4f);
    }

    [Fact]
    public void The_shorter_side_is_scaled_and_the_middle_cut_out()
    {
        // 384 x 256 already has the shorter side of a 224 input: only the crop remains.
        var input = new PhotoInput(224, Preprocessing.None, PhotoResize.ShorterSideCrop);
        RgbImage wide = input.Resized(TestPhotos.Coordinates(384, 256)), tall = input.Resized(TestPhotos.Coordinates(256, 384));
        Assert.Equal((224, 224, 80, 16), (wide.Width, wide.Height, wide.Pixels[0], wide.Pixels[1]));
        Assert.Equal((16, 80), (tall.Pixels[0], tall.Pixels[1]));
        int last = 224 * 224 * 3 - 3;
        Assert.Equal(((80 + 223) & 255, 16 + 223), (wide.Pixels[last], wide.Pixels[last + 1]));
        // 16.5 rounds to the even 16.
        Assert.Equal((16, 16), (input.Resized(TestPhotos.Coordinates(257, 256)).Pixels[0], input.Resized(TestPhotos.Coordinates(257, 256)).Pixels[1]));
        // 100 x 75 becomes 341 x 256 (341.33 is cut down): left = round(58.5) = 58.
        RgbImage expected = PilResize.Resize(TestPhotos.Coordinates(100, 75), 341, 256, PilFilter.Bilinear);
        RgbImage small = input.Resized(TestPhotos.Coordinates(100, 75));
        Assert.Equal(expected.Pixels[(16 * 341 + 58) * 3], small.Pixels[0]);
        Assert.Equal(expected.Pixels[((16 + 223) * 341 + 58 + 223) * 3 + 1], small.Pixels[last + 1]);
    }

    [Fact]
    public void A_square_resize_uses_the_filter_of_its_rule()
    {
        RgbImage photo = TestPhotos.Coordinates(90, 50);
        Assert.Equal(PilResize.Resize(photo, 32, 32, PilFilter.Bicubic).Pixels, new PhotoInput(32, Preprocessing.None).Resized(photo).Pixels);
        Assert.Equal(
            PilResize.Resize(photo, 32, 32, PilFilter.Bilinear).Pixels,
            new PhotoInput(32, Preprocessing.None, PhotoResize.Bilinear).Resized(photo).Pixels);
    }

    [Fact]
    public void Grey_inputs_have_one_channel()
    {
        using var temp = new TemporaryFolder();
        TestPhotos.Write(temp["a.png"], 5, 4, (255, 0, 0));
        Tensor x = new PhotoInput(2, Preprocessing.Unit, Channels: 1).Load(temp["a.png"]);
        Assert.Equal(new Shape(1, 2, 2, 1), x.shape);
        // Pillow's luminance of pure red: (19595 * 255 + 32768) >> 16 = 76.
        Assert.All(x.ToArray<float>(), v => Assert.Equal(76 / 255f, v, 1e-7f));
    }

    [Fact]
    public void The_mean_image_is_taken_off_pixel_by_pixel()
    {
        float[] mean = ResNet18Weights.MeanImage(224, 224).ToArray<float>();
        byte[] pixels = TestPhotos.Coordinates(224, 224).Pixels;
        var input = new PhotoInput(224, Preprocessing.MeanImage);
        var values = new float[input.Length];
        input.Scale(pixels, values);
        // BGR: the input's first channel is the picture's last, which is 0; its last is the column.
        int at = ((100 * 224) + 30) * 3;
        Assert.Equal([-mean[at], 100 - mean[at + 1], 30 - mean[at + 2]], values[at..(at + 3)]);
    }

    [Fact]
    public void Wrong_arguments_and_missing_files_are_named()
    {
        Assert.Contains("Size", Assert.Throws<ValueError>(() => new PhotoInput(0, Preprocessing.Unit)).Message, StringComparison.Ordinal);
        Assert.Contains("Channels", Assert.Throws<ValueError>(() => new PhotoInput(8, Preprocessing.Unit, Channels: 4)).Message, StringComparison.Ordinal);
        Assert.Equal("file: 'no.jpg' dose not exist.",
            Assert.Throws<FileNotFoundException>(() => new PhotoInput(8, Preprocessing.Unit).Load("no.jpg")).Message);
    }
}
