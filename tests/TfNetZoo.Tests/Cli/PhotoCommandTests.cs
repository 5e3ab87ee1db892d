using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Tensorflow.Keras.Engine;
using TfNetZoo.Data;
using TfNetZoo.Networks;
using TfNetZoo.Tests.Data;
using TfNetZoo.Tests.Inference;
using TfNetZoo.Tests.Networks;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Tests.Cli;

/// <summary>train, evaluate and predict as processes: exit codes, what is printed where, the files they leave.</summary>
[Collection(NetworkCases.Collection)]
public class PhotoCommandTests
{
    [Fact]
    public void Train_evaluate_and_predict_work_on_a_folder()
    {
        using var temp = new TemporaryFolder();
        for (int i = 0; i < 12; i++)
        {
            TestPhotos.Write(temp[$"data/red/{i}.png"], 36, 32, (200, 20, 20), noise: i + 1);
            TestPhotos.Write(temp[$"data/blue/{i}.png"], 32, 36, (20, 20, 200), noise: i + 1);
        }
        string weights = temp["out/lenet.h5"];
        (int code, string output, string error) = CliProgram.Run(
            "train", "--network", "lenet", "--data", temp["data"], "--epochs", "4", "--batch-size", "8", "--learning-rate", "0.003", "--weights", weights);
        Assert.True(code == 0, error);
        Assert.StartsWith("using 22 images for training, 2 images for validation.", output[output.IndexOf("using", StringComparison.Ordinal)..],
            StringComparison.Ordinal);
        Assert.Contains("Epoch 4/4", output, StringComparison.Ordinal);
        Assert.Matches("val accuracy: [01]\\.[0-9]{4}\n$", output);
        Assert.Equal(["blue", "red"], ClassIndices.Read(temp["out/class_indices.json"]));

        (code, output, error) = CliProgram.Run(
            "evaluate", "--network", "lenet", "--weights", weights, "--data", temp["data"], "--output", temp["scores.csv"]);
        Assert.True(code == 0, error);
        Assert.Matches("^24 photos - loss: [0-9.]+ - accuracy: [01]\\.[0-9]{4}\n", output);
        string[] csv = File.ReadAllText(temp["scores.csv"]).Split("\r\n");
        Assert.Equal("class,precision,recall,specificity,support,predicted blue,predicted red", csv[0]);
        Assert.Equal(["blue", "red"], csv[1..3].Select(l => l.Split(',')[0]));

        (code, output, error) = CliProgram.Run("predict", "--network", "lenet", "--weights", weights, temp["data/red/3.png"]);
        Assert.True(code == 0, error);
        Assert.Equal(3, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Matches("^class: (red|blue)   prob: [0-9.e-]+\n", output);
    }

    [Fact]
    public async Task A_terminated_training_goes_on_with_the_same_command()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var temp = new TemporaryFolder();
        for (int i = 0; i < 60; i++)
            TestPhotos.Write(temp[$"data/{(i % 2 == 0 ? "red" : "blue")}/{i}.png"], 32, 32, (byte.MaxValue, (byte)i, (byte)(i % 2 * 200)), noise: i + 1);
        string state = temp["state/training_state.h5"];
        string[] Command(string weights) =>
            ["train", "--network", "lenet", "--data", temp["data"], "--epochs", "20", "--batch-size", "2", "--backup", temp["state"], "--weights", weights];

        using (Process process = CliProgram.Start(Command(temp["w.h5"])))
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
            while (!File.Exists(state) && !process.HasExited)
                await Task.Delay(20);
            using (Process kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
                await kill.WaitForExitAsync();
            await process.WaitForExitAsync();
            Assert.Equal(1, process.ExitCode);
            Assert.Contains("the same call goes on from there", await error, StringComparison.Ordinal);
            Assert.DoesNotContain("Epoch 20/20", await output, StringComparison.Ordinal);
        }
        Assert.True(File.Exists(state));
        (int code, string resumed, string problem) = CliProgram.Run(Command(temp["w.h5"]));
        Assert.True(code == 0, problem);
        Assert.DoesNotContain("Epoch 1/20", resumed, StringComparison.Ordinal);
        Assert.False(File.Exists(state));

        // The same file as without the interruption.
        Assert.Equal(0, CliProgram.Run(Command(temp["whole.h5"])).Code);
        Assert.Equal(File.ReadAllBytes(temp["whole.h5"]), File.ReadAllBytes(temp["w.h5"]));
    }

    [Fact]
    public void Unreadable_photos_are_named_and_the_exit_code_says_what_matters()
    {
        using var temp = new TemporaryFolder();
        keras.backend.clear_session();
        Model model = ModelRegistry.Get("lenet").Build(2);
        model.save_weights(temp["w.h5"]);
        TestPhotos.Write(temp["photos/a.png"], 20, 20, (1, 2, 3));
        temp.Write("photos/bad.jpg", "x");
        temp.Write("names.txt", "one\ntwo\n");
        string[] common = ["predict", "--network", "lenet", "--weights", temp["w.h5"], "--classes", temp["names.txt"]];

        (int code, string output, string error) = CliProgram.Run([.. common, temp["photos"]]);
        Assert.Equal(0, code);
        Assert.Matches("^image: .*a\\.png  class: (one|two)   prob: [0-9.]+\n$", output);
        Assert.Contains("warning: skipped '" + temp["photos/bad.jpg"] + "': expected JPEG, PNG, BMP or GIF", error, StringComparison.Ordinal);
        Assert.Contains("warning: 1 of 2 photos skipped.", error, StringComparison.Ordinal);

        (code, output, _) = CliProgram.Run([.. common, "--format", "json", "--output", temp["p.json"], temp["photos"], temp["nope.jpg"]]);
        Assert.Equal((1, ""), (code, output));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(temp["p.json"]));
        Assert.Equal([true, false, false], json.RootElement.EnumerateArray().Select(e => e.TryGetProperty("class", out _)));

        Directory.CreateDirectory(temp["empty"]);
        Assert.Equal(1, CliProgram.Run([.. common, temp["empty"]]).Code);
        (code, _, error) = CliProgram.Run(["predict", "--network", "lenet", "--weights", temp["no.h5"], temp["photos"]]);
        Assert.Equal(1, code);
        Assert.Matches("^error: [^\n]*no\\.h5[^\n]*\n$", error);
        (code, _, error) = CliProgram.Run([.. common, "--image-size", "64", temp["photos"]]);
        Assert.Equal(1, code);
        Assert.Equal("error: argument --image-size: expected 32, the only size of lenet; received 64\n", error);
    }
}
