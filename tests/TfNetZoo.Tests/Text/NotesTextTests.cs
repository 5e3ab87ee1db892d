using System.Text.Json;
using TfNet.Goldens;
using TfNetZoo.Text;

namespace TfNetZoo.Tests.Text;

public class NotesTextTests
{
    [Fact]
    public void Epoch_lines_of_the_tape_loops_are_golden()
    {
        string file = File.ReadAllText(GoldenFolder.Path("fit", "train_loops.json"));
        JsonElement cases = JsonDocument.Parse(file).RootElement.GetProperty("cases");
        int lines = 0;
        foreach (JsonProperty run in cases.EnumerateObject())
        {
            if (!run.Value.TryGetProperty("epochs_rows", out _) || !run.Value.TryGetProperty("text", out _))
                continue;
            var got = new List<string>();
            JsonElement[] rows = [.. run.Value.GetProperty("epochs_rows").EnumerateArray()];
            for (int e = 0; e < rows.Length; e++)
            {
                float[] m = [.. rows[e].EnumerateArray().Select(v => (float)v.GetDouble())];
                got.Add(NotesText.Epoch(e + 1, m[0], m[1], m[2], m[3]));
                got.Add(NotesText.TrainBar(e + 1, rows.Length, m[0], m[1]));
            }
            Assert.Equal(run.Value.GetProperty("text").EnumerateArray().Select(t => t.GetString()!), got);
            lines += got.Count;
        }
        Assert.True(lines >= 6);
    }

    [Fact]
    public void Prediction_lines_take_Python_s_general_format()
    {
        (string title, IReadOnlyList<string> lines) = NotesText.Predictions(["daisy", "sunflowers"], [1.23e-5f, .94214f]);
        Assert.Equal("class: sunflowers   prob: 0.942", title);
        Assert.Equal(["class: daisy        prob: 1.23e-05", "class: sunflowers   prob: 0.942"], lines);
        Assert.Equal("class: tulips   prob: 1.0", NotesText.Prediction("tulips", 1f));
        Assert.Throws<Tensorflow.ValueError>(() => NotesText.Predictions(["a"], []));
    }

    [Fact]
    public void Other_lines_are_the_scripts_own()
    {
        string[] got =
        [
            NotesText.ValidationBar(1, 10), NotesText.TrainBar(2, 10, 1.23456),
            NotesText.EpochOfZFNet(3, 1.5, .25), NotesText.EpochOfMobileNet(3, 1.5, .25),
            NotesText.ImageCounts(3306, 364), NotesText.Splitting("tulips", 5, 799), NotesText.TrainingProgress(100, 64, 60000, 938, 2.3),
            NotesText.TestResult(.1234567, 9669, 10000), NotesText.Minibatch(1, 101, 1.944), NotesText.TestAccuracy(8448, 10000),
            NotesText.TestAccuracyExact(8448, 10000), NotesText.Device("cpu"), NotesText.FileMissing("a.jpg"), NotesText.Workers(8),
        ];
        string[] expected =
        [
            "valid epoch[1/10]", "train epoch[2/10] loss:1.235", "[epoch 3] train_loss: 1.500  test_accuracy: 0.250",
            "[epoch 3] train_loss: 1.500 val_accuracy: 0.250", "using 3306 images for training, 364 images for validation.",
            "\r[tulips] processing [5/799]", "Train: [6400/60000 (11%)]\tLoss: 2.300000",
            "\nTest set: Average loss: 0.1235, Accuracy: 9669/10000 (97%)\n", "Epoch: 1 Minibatch:   101 loss: 1.944",
            "Accuracy of the network on the 10000 test images: 84 %", "Accuracy of the network on the 10000 test images: 84.48 %",
            "using cpu device.", "file: 'a.jpg' dose not exist.", "Using 8 dataloader workers every process",
        ];
        Assert.Equal(expected, got);
    }
}
