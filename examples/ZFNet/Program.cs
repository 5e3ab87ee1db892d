// ZFNet (notes I1, I2, I6-I9): the PyTorch tutorial's loop: random crops, a gradient tape, a bar of stars, the best weights kept.
//   dotnet run -c Release --project examples/ZFNet                                      trains on the shipped images at 64x64, in one and a half minutes: val accuracy 0.75
//   dotnet run -c Release --project examples/ZFNet -- --recipe notes --data my_photos   224x224 on yours (one folder for each class)
//   dotnet run -c Release --project examples/ZFNet -- --predict x.jpg                   classifies with the saved weights

using System.Diagnostics;
using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Optimizers;
using Tensorflow.Keras.Preprocessing;
using Tensorflow.Keras.Text;
using TfNet.Formats.Images;
using TfNetZoo.Analysis;
using TfNetZoo.Data;
using TfNetZoo.Examples;
using TfNetZoo.Text;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;
using static TfNetZoo.Data.ImageTransforms;
using static TfNetZoo.Networks.ZFNets;

var defaults = new ExampleOptions(null, Epochs: 10, BatchSize: 32, ImageSize: 64, LearningRate: 0.0005, Seed: 0, "./save_weights/ZFNet.h5", null);
ExampleOptions notes = defaults with { Epochs = 10, ImageSize = 224, LearningRate = 0.0002 };
return ExampleProgram.Run(args, "ZFNet as in the notes: random crops, a tape loop with a bar of stars, prediction.", defaults, Run, notes);

static void Run(ExampleOptions options)
{
    if (options.Predict is { } photo)
    {
        Predict(options, photo);
        return;
    }
    int size = options.ImageSize;
    print(tf.config.list_physical_devices("GPU").Length > 0 ? "cuda:0" : "cpu");
    PhotoData data = PhotoData.Open(options.Data);
    var files = new ImageDataGenerator(validation_split: data.ValidationSplit);
    DirectoryIterator train_dataset = data.Training(files, size, options.BatchSize);
    DirectoryIterator validate_dataset = data.Validation(files, size, options.BatchSize);
    var train_loader = new ImageLoader(train_dataset,
        (image, random) => RandomHorizontalFlip(RandomResizedCrop(image, size, random), random), options.BatchSize, shuffle: true, options.Seed);
    var validate_loader = new ImageLoader(validate_dataset, (image, _) => Resize(image, size, size), options.BatchSize);
    ClassIndices.Write("class_indices.json", train_dataset.class_indices);
    options.MakeWeightsFolder();

    Functional net = ZFNet(train_dataset.num_classes, init_weights: true, size, size);
    var loss_function = keras.losses.SparseCategoricalCrossentropy(from_logits: true);
    OptimizerV2 optimizer = keras.optimizers.Adam((float)options.LearningRate);
    Func<Tensor, Tensor, Tensor> train_step = tf.function((Tensor images, Tensor labels) =>
    {
        using var tape = tf.GradientTape();
        Tensor outputs = net.Apply(images, training: true);
        Tensor loss = loss_function.Call(labels, outputs);
        optimizer.apply_gradients(tape.gradient(loss, net.trainable_variables).Zip(net.trainable_variables));
        return loss;
    });
    Func<Tensor, Tensor, Tensor> count_right = tf.function((Tensor images, Tensor labels) =>
    {
        Tensor predict_y = tf.argmax(net.Apply(images, training: false), axis: 1);
        return tf.reduce_sum(tf.cast(tf.equal(predict_y, labels), TF_DataType.TF_INT64));
    });

    double best_acc = 0.0;
    for (int epoch = 0; epoch < options.Epochs; epoch++)
    {
        var t1 = Stopwatch.StartNew();
        double running_loss = 0.0;
        int step = 0;
        foreach ((Tensor images, Tensor labels) in train_loader)
        {
            float loss = (float)train_step(images, labels);
            running_loss += loss;
            step++;
            Console.Write(StarBar.Line((double)step / train_loader.Length, loss));
        }
        Console.WriteLine();
        print(PythonFormat.Repr(t1.Elapsed.TotalSeconds));

        long acc = 0;
        foreach ((Tensor images, Tensor labels) in validate_loader)
            acc += (long)count_right(images, labels);
        double val_accurate = (double)acc / validate_loader.Images;
        if (val_accurate > best_acc)
        {
            best_acc = val_accurate;
            net.save_weights(options.Weights);
        }
        print(NotesText.EpochOfZFNet(epoch + 1, running_loss / step, val_accurate));
    }
    print(NotesText.FinishedTraining);
    if (best_acc > 0)
        Predict(options, PhotoData.HeldOut(validate_dataset));
    ExampleProgram.PrintAccuracy(best_acc);
}

static void Predict(ExampleOptions options, string photo)
{
    options.RequireWeights();
    string[] class_indict = ClassIndices.Read("class_indices.json");
    RgbImage img = ImageFile.Load(photo);
    Functional model = ZFNet(class_indict.Length, im_height: options.ImageSize, im_width: options.ImageSize);
    model.load_weights(options.Weights);
    Tensor output = tf.squeeze(model.Apply(Batch(Resize(img, options.ImageSize, options.ImageSize)), training: false));
    float[] predict = tf.nn.softmax(output).ToArray<float>();
    int predict_cla = Array.IndexOf(predict, predict.Max());
    print(photo);
    print($"{class_indict[predict_cla]} {PythonFormat.Repr((double)predict[predict_cla])}");
    ImagePlot.Prediction(img, NotesText.Prediction(class_indict[predict_cla], predict[predict_cla])).Save("prediction.png");
}
