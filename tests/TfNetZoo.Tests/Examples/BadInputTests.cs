using System.Diagnostics;
using Tensorflow.Keras.Engine;
using TfNet.Goldens;
using TfNetZoo.Data;
using TfNetZoo.Networks;
using TfNetZoo.Tests.Data;
using TfNetZoo.Tests.Networks;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Tests.Examples;

/// <summary>
/// What a user can get wrong on an example's command line: the program ends with 1 and one line that says what was wrong, without a stack
/// trace, before it has trained, and without touching what is there.
/// </summary>
[Collection(NetworkCases.Collection)]
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("argument --epochs: expected a number > 0; received 0", "--epochs", "0")]
    [InlineData("argument --image-size: expected a number > 0; received -1", "--image-size", "-1")]
    [InlineData("argument --batch-size: expected a number > 0; received 0", "--batch-size", "0")]
    [InlineData("argument --learning-rate: expected a number > 0; received -0.5", "--learning-rate", "-0.5")]
    [InlineData("received 'nowhere', which does not exist", "--data", "nowhere")]
    [InlineData("file ./save_weights/myAlex.h5 dose not exist.", "--predict", "photo.jpg")]
    public void Arguments(string message, params string[] arguments) => Fails(message, arguments);

    [Fact]
    public void Folders_without_images()
    {
        Directory.CreateDirectory(_temp["empty"]);
        Fails("couldn't find any class folder in empty.", "--data", "empty");
        Photos("data/ants", 3);
        Directory.CreateDirectory(_temp["data/bees"]);
        Fails("found no valid file for the classes bees in data.", "--data", "data");
        _temp.Write("data/bees/1.jpg", "no image");
        (_, string error) = Fails("no readable image is left in class bees of 'data'", "--data", "data");
        Assert.Contains("warning: skipped 'bees/1.jpg': ", error, StringComparison.Ordinal);
        Assert.Contains("warning: 1 of 4 images in 'data' skipped.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_too_small_for_the_network()
    {
        Photos("data/ants", 3);
        Photos("data/bees", 3);
        Fails("Consider increasing the input size.", "--data", "data", "--image-size", "16");
    }

    [Fact]
    public void A_place_for_the_weights_that_cannot_be_written_to()
    {
        Photos("data/ants", 12);
        Photos("data/bees", 12);
        _temp.Write("file", "");
        (string output, _) = Fails(
            "argument --weights: expected a file in a folder that can be written to; received 'file/w.h5'", "--data", "data", "--weights", "file/w.h5");
        Assert.DoesNotContain("Epoch", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Weight_files_that_do_not_fit()
    {
        keras.backend.clear_session();
        AlexNet.AlexNet_v1(64, 64, 2).save_weights(_temp["two.h5"]);
        keras.backend.clear_session();
        SmallNetworks.CifarNet(new NetworkOptions(32, 32, 2)).save_weights(_temp["other.h5"]);
        File.WriteAllBytes(_temp["cut.h5"], File.ReadAllBytes(_temp["other.h5"])[..1000]);
        _temp.Write("text.h5", "no weights");
        Photos(".", 1);
        string[] predict = ["--image-size", "64", "--predict", "0.jpg", "--weights"];
        Fails("file: 'class_indices.json' dose not exist.", [.. predict, "two.h5"]);
        ClassIndices.Write(_temp["class_indices.json"], ["ants", "bees", "wasps"]);
        // Layer, expected and found shape.
        (_, string error) = Fails("'dense_2'", [.. predict, "two.h5"]);
        Assert.Contains("(2048, 3)", error, StringComparison.Ordinal);
        Assert.Contains("(2048, 2)", error, StringComparison.Ordinal);
        Fails("Layer count mismatch when loading weights from file. Model expected 8 layers, found 5 saved layers.", [.. predict, "other.h5"]);
        Fails("HDF5 file 'cut.h5': the file is truncated", [.. predict, "cut.h5"]);
        Fails("HDF5 file 'text.h5': not an HDF5 file", [.. predict, "text.h5"]);
        _temp.Write("class_indices.json", "{\"0\": 1}");
        Fails("class_indices 'class_indices.json': expected a class name", [.. predict, "two.h5"]);
    }

    [Fact]
    public void A_missing_native_library()
    {
        Directory.CreateDirectory(_temp["nothing"]);
        Photos("data/ants", 3);
        Photos("data/bees", 3);
        (int code, _, string error) = ProgramRun.Run("AlexNetExample.dll", ["--data", "data"], _temp.Root, ("TFNET_LIBTORCH", _temp["nothing"]));
        Assert.Equal(1, code);
        Assert.StartsWith("error: LibTorch could not be loaded", error, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_temp["nothing"], "libtorch_cpu.so"), error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_network()
    {
        (int code, _, string error) = ProgramRun.Run("tfnetzoo-cli.dll", ["summary", "vgg12"]);
        Assert.Equal(1, code);
        Assert.Contains("received 'vgg12'", error, StringComparison.Ordinal);
        Assert.All(ModelRegistry.All, n => Assert.Contains(n.Name, error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ctrl_C_leaves_the_last_good_weights()
    {
        Photos("data/ants", 12);
        Photos("data/bees", 12);
        using Process process = ProgramRun.Start(
            "AlexNetExample.dll", ["--data", "data", "--image-size", "64", "--epochs", "100000", "--batch-size", "4", "--weights", "w.h5"], _temp.Root);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        while (!File.Exists(_temp["w.h5"]) && !process.HasExited)
            await Task.Delay(20);
        Assert.False(process.HasExited, process.HasExited ? await error : "");
        using (Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
            await kill.WaitForExitAsync();
        await process.WaitForExitAsync();
        Assert.NotEqual(0, process.ExitCode);
        Assert.DoesNotContain("   at ", await error, StringComparison.Ordinal);
        Assert.Contains("Epoch 1/100000", await output, StringComparison.Ordinal);
        keras.backend.clear_session();
        Functional model = AlexNet.AlexNet_v1(64, 64, 2);
        model.load_weights(_temp["w.h5"]);
    }

    private (string Output, string Error) Fails(string message, params string[] arguments)
    {
        (int code, string output, string error) = ProgramRun.Run("AlexNetExample.dll", arguments, _temp.Root);
        string last = error.TrimEnd().Split('\n')[^1];
        Assert.Equal(1, code);
        Assert.StartsWith("error: ", last, StringComparison.Ordinal);
        Assert.Contains(message, last, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        return (output, error);
    }

    /// <summary>Copies of one photo, 0.jpg and so on.</summary>
    private void Photos(string folder, int count)
    {
        Directory.CreateDirectory(_temp[folder]);
        for (int i = 0; i < count; i++)
            File.Copy(GoldenFolder.Path("data", "tree", "ants", "img_1.jpg"), Path.Combine(_temp[folder], $"{i}.jpg"));
    }
}
